import { assertEquals } from "@std/assert";
import { z } from "zod";
import { changeReads } from "../../../db/conversations/reads.ts";
import { one, type SqlPool } from "../../../db/sql.ts";
import type { StoredEvent } from "../../../db/transact.ts";
import { type ConversationId, newId } from "../../../domain/ids.ts";
import { partsOf } from "../../../domain/events/parts.ts";
import { idInputOf } from "../../../routes/http/fields.ts";
import { startApp } from "../../helpers/app/app.ts";
import { insertMessage, insertTalk } from "../../helpers/conversations/rows.ts";

const readsChanged = z.strictObject({
  origin: z.string(),
  at: z.int(),
  type: z.literal("reads.changed"),
  reads: z.array(z.strictObject({
    userId: idInputOf<"user">(),
    conversationId: idInputOf<"conversation">(),
    seq: z.int(),
    isShown: z.boolean(),
  })),
}) satisfies z.ZodType<StoredEvent["event"]>;

Deno.test("the event of reads, which SQL writes as text, has the format and the parts that deliveries expect", async () => {
  await using app = await startApp();
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const dm = await insertTalk(app, "dm", [ada, bob]);
  const request = await insertTalk(app, "dm", [eve, ada], { requestOf: ada });
  for (const id of [dm, request]) await insertMessage(app, id, id === dm ? bob : eve);
  await app.settled();
  const committed: unknown[] = [];
  // No relay sees the event while its transaction is open.
  const { results, stored } = await app.ctx.sql.begin(async (tx) => {
    const sql = tx as unknown as SqlPool;
    const db = {
      ...app.ctx.db,
      sql,
      committed: (events: readonly unknown[]) => void committed.push(...events),
    };
    const results = await changeReads(db, [
      { userId: ada.id, conversationId: dm, seq: 1 },
      { userId: ada.id, conversationId: request, seq: 1 },
      { userId: bob.id, conversationId: dm, seq: 2 },
      { userId: eve.id, conversationId: dm, seq: 1 },
      { userId: eve.id, conversationId: newId<"conversation">(), seq: 1 },
    ]);
    const stored = await one(sql<{ id: string; lane: string; parts: string; event: unknown }[]>`
      select id, lane, parts::text, event from outbox`);
    return { results, stored };
  });
  const { origin: writerId, at, ...event } = readsChanged.parse(stored.event);
  assertEquals(committed, [{ id: stored.id, writerId, at, event }]);
  assertEquals(
    new Set(event.reads.map((read) => JSON.stringify(read))),
    new Set([
      JSON.stringify({ userId: ada.id, conversationId: dm, seq: 1, isShown: true }),
      JSON.stringify({ userId: ada.id, conversationId: request, seq: 1, isShown: false }),
    ]),
  );
  assertEquals(stored.parts, String(partsOf(stored.id, event)));
  const short = results.map((result) => result && [result.readSeq, result.lastSeq]);
  assertEquals(short, [[1, 1], [1, 1], [0, 1], null, null]);
});

Deno.test("batches of the same places in other orders do not block each other, and the highest place stays", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "eve", "sue");
  const talks: ConversationId[] = [];
  for (let n = 0; n < 4; n++) {
    const id = await insertTalk(app, "group", people);
    for (let seq = 0; seq < 3; seq++) await insertMessage(app, id, people[0]);
    talks.push(id);
  }
  const places = people.flatMap(({ id: userId }) =>
    talks.map((conversationId) => ({ userId, conversationId }))
  );
  await Promise.all(Array.from({ length: 12 }, (_, n) => {
    const batch = places.map((place, at) => ({ ...place, seq: 1 + (n + at) % 3 }));
    return changeReads(app.ctx.db, n % 2 === 0 ? batch : batch.toReversed());
  }));
  const rows = await app.ctx.sql`select from conversation_states where read_seq = 3`;
  assertEquals(rows.length, places.length);
});
