import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { addPeople, makeGroup } from "../../helpers/conversations/talk.ts";
import { assertInOrder, messageOf, openWriters } from "../../helpers/conversations/writers.ts";
import { ok } from "../../helpers/people/steps.ts";

const MESSAGES = 5000;
const SENDERS = 20;
const PAGE = 7;

Deno.test("5,000 messages of 20 senders are all in pages of seven, each once, though many are of one millisecond (complaint 3)", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const senders = await addPeople(app, SENDERS);
  const id = await makeGroup(app, ada, ...senders);
  const { writers } = openWriters(app, 2);
  await Promise.all(senders.map(async (sender, n) => {
    const own = Array.from({ length: MESSAGES / SENDERS }, (_, m) => `${n} ${m}`);
    await Promise.all(
      own.map((clientId, m) => writers[(n + m) % 2]!.write(messageOf(id, sender.id, clientId))),
    );
  }));
  assertEquals(await assertInOrder(app), MESSAGES);
  const [{ moments }] = await app.ctx.sql<[{ moments: number }]>`
    select count(distinct created_at)::int as moments from messages`;
  assertEquals(moments < MESSAGES / 2, true, `${moments} different times`);
  const walk = async (direction: "after" | "before", start: number) => {
    const seqs: number[] = [];
    for (let at = start;;) {
      const path = `/conversations/${id}/messages?${direction}=${at}&limit=${PAGE}`;
      const { messages } = ok(await ada.get(path), 200).data;
      if (messages.length === 0) return seqs;
      seqs.push(...messages.map(({ seq }: { seq: number }) => seq));
      at = seqs.at(-1)!;
    }
  };
  const all = Array.from({ length: MESSAGES }, (_, n) => n + 1);
  assertEquals(await walk("after", 0), all);
  assertEquals(await walk("before", MESSAGES + 1), all.toReversed());
});
