import { assertEquals } from "@std/assert";
import { Delivery } from "../../../actors/delivery/delivery.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import { bitOf } from "../../../domain/events/parts.ts";
import { userTopic } from "../../../domain/events/topics.ts";
import { newId } from "../../../domain/ids.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { NO_HANDLERS } from "../../helpers/app/no_handlers.ts";
import { newEvent } from "../../helpers/app/outbox.ts";

Deno.test("the checkpoint of a batch for some parts says nothing about the same event in others", async () => {
  using store = await openMemoryKv();
  const { kv } = store;
  const system = new ActorSystem(kv, () => {});
  const options = { lane: "main", shard: 0, kv, system, handlers: NO_HANDLERS, self: "a" } as const;
  const delivery = new Delivery(options);
  const ada = newId<"user">();
  let bob = newId<"user">();
  while (bitOf(bob) === bitOf(ada)) bob = newId<"user">();
  const event = newEvent({
    type: "post.created",
    postId: newId<"post">(),
    sortId: newId(),
    authorId: ada,
    mentionedIds: [],
  });
  const deliver = (parts: bigint, checkpoint: Parameters<typeof delivery.deliver>[1]) =>
    delivery.deliver({ events: [event], deltas: [], parts }, checkpoint, { origin: newId() });
  const heard = async () =>
    (await Array.fromAsync(kv.list({ prefix: ["log", userTopic(ada)] }))).length;

  const { checkpoint } = await deliver(bitOf(bob), { applied: [], versionstamp: null });
  assertEquals(await heard(), 0);
  await deliver(bitOf(ada), { ...checkpoint, versionstamp: null });
  assertEquals(await heard(), 1);
  await deliver(bitOf(ada), { applied: [`${event.id}:${bitOf(ada)}`], versionstamp: null });
  assertEquals(await heard(), 1);
});
