import { assertEquals } from "@std/assert";
import { at, openStores } from "../../helpers/app/stores.ts";
import { messageOf } from "../../helpers/conversations/writers.ts";
import { makeGroup } from "../../helpers/conversations/talk.ts";

const MISSED = 1000;

Deno.test("1,000 messages in three conversations come in order to a client that missed a restart (complaint 4)", async () => {
  await using stores = await openStores();
  const first = await stores.start();
  const [ada, bob] = await first.app.people("ada", "bob");
  const groups = [
    await makeGroup(first.app, ada, bob),
    await makeGroup(first.app, ada, bob),
    await makeGroup(first.app, ada, bob),
  ];
  const before = await first.open(bob);
  await before.subscribe("user");
  const writer = first.app.ctx.messages;
  await writer.write(messageOf(groups[0]!, ada.id, "seen"));
  const { cursor, event: seen } = await before.next("message.created");
  await before.close();

  const send = async (messages: typeof writer, from: number, to: number) => {
    const numbers = Array.from({ length: to - from }, (_, n) => from + n);
    await Promise.all(numbers.map(async (n) => {
      const outcome = await messages.write(messageOf(groups[n % 3]!, ada.id, `missed ${n}`));
      assertEquals(outcome.verdict, "allowed");
    }));
  };
  await send(writer, 0, MISSED / 2);
  await first[Symbol.asyncDispose]();
  await using second = await stores.start();
  await send(second.app.ctx.messages, MISSED / 2, MISSED);

  await using after = await second.open(at(second, bob));
  await after.subscribe({ topic: "user", cursor });
  const heard = new Map<string, number[]>();
  // The last event may come again, with the same id.
  const ids = new Set<string>([seen.id]);
  while (ids.size < MISSED + 1) {
    const { event } = await after.next("message.created");
    const { conversationId, seq } = event.data;
    if (ids.has(event.id)) continue;
    ids.add(event.id);
    heard.set(conversationId, [...heard.get(conversationId) ?? [], seq]);
  }
  for (const [index, id] of groups.entries()) {
    const [{ lastSeq }] = await second.app.ctx.sql<[{ lastSeq: number }]>`
      select last_seq from conversations where id = ${id}`;
    const from = index === 0 ? 2 : 1;
    assertEquals(heard.get(id), Array.from({ length: lastSeq + 1 - from }, (_, n) => from + n));
  }
});
