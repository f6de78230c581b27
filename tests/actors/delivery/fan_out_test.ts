import { assertEquals, assertRejects } from "@std/assert";
import { FanOuts, type Followers } from "../../../actors/delivery/fan_out.ts";
import { readCheckpoint } from "../../../actors/delivery/checkpoint.ts";
import { ActorSystem } from "../../../actors/runtime/system.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { LAST_ID, newId } from "../../../domain/ids.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const people = (count: number) => Array.from({ length: count }, () => newId()).sort();

/** Begins the fan-out of one post to these followers. */
async function startFanOut(options: { followers: string[] }) {
  const store = await openMemoryKv();
  const followers: Followers<null> = {
    listFollowersToFanOut: (_, _authorId, after, limit) =>
      Promise.resolve(
        options.followers.filter((id) => after === null || id > after).slice(0, limit),
      ),
  };
  const system = new ActorSystem(store.kv, () => {});
  const fanOuts = new FanOuts({ system, followers, self: "a" });
  const [postId, authorId] = [newId<"post">(), newId<"user">()];
  const event = { type: "feed.fan_out", authorId, postId, sortId: postId, after: null } as const;
  const first: RecordedEvent = { id: newId(), writerId: "a", at: 1, event };
  const checkpoint = () => readCheckpoint(store.kv, "fan_out");
  return {
    first,
    store,
    checkpoint,
    /** Delivers the remaining events. */
    deliver: async (left: readonly RecordedEvent[] = [first]) =>
      await fanOuts.deliver(null, left, await checkpoint()),
    /** Counts the rows of a person's feed and the entries of their log. */
    async rowsOf(id: string) {
      const feed = await Array.fromAsync(store.kv.list({ prefix: ["user", id, "feed"] }));
      const log = await Array.fromAsync(store.kv.list({ prefix: ["log", `user:${id}`] }));
      return [feed.length, log.length];
    },
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}

Deno.test("an interrupted fan-out resumes from its place, even if a follower has left", async () => {
  const everybody = people(250);
  const options = { followers: everybody };
  using fanOut = await startFanOut(options);
  fanOut.store.trouble.before = (commit) => {
    if (commit === 2) throw new Error("KV is away");
  };
  await assertRejects(() => fanOut.deliver(), Error, "KV is away");
  // The first hundred were reached; the next hundred come after them.
  options.followers = everybody.toSpliced(50, 1);
  assertEquals(await fanOut.deliver(), []);
  assertEquals(await fanOut.deliver(), []);
  for (const id of everybody) assertEquals(await fanOut.rowsOf(id), [1, 1]);
});

Deno.test("a fan-out to many gives others a turn, and leaves no user's id behind", async () => {
  for (const count of [0, 99, 100, 400, 500]) {
    const followers = people(count);
    using fanOut = await startFanOut({ followers });
    let left: RecordedEvent[] = [fanOut.first];
    let deliveries = 0;
    while (left.length > 0) {
      left = await fanOut.deliver(left);
      deliveries++;
    }
    assertEquals(deliveries, count < 400 ? 1 : 2);
    for (const id of followers) assertEquals(await fanOut.rowsOf(id), [1, 1]);
    const { applied } = await fanOut.checkpoint();
    assertEquals(applied, count === 0 ? [] : [`${fanOut.first.id}:${LAST_ID}`]);
  }
});

Deno.test("a fan-out whose last followers left meanwhile leaves no user's id behind", async () => {
  const options = { followers: people(450) };
  using fanOut = await startFanOut(options);
  const left = await fanOut.deliver();
  assertEquals(left.length, 1);
  options.followers = options.followers.slice(0, 400);
  assertEquals(await fanOut.deliver(left), []);
  assertEquals((await fanOut.checkpoint()).applied, [`${fanOut.first.id}:${LAST_ID}`]);
});
