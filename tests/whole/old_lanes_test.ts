import { assertEquals } from "@std/assert";
import { FIRST_ID, newId, type UserId } from "../../domain/ids.ts";
import type { DomainEvent } from "../../domain/events/events.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { feedRowsOf, logOf } from "../helpers/app/traces.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";

/** Writes an event as programs of the previous version do. Returns its number. */
async function insertOld({ ctx }: TestApp, lane: string, id: string, event: DomainEvent) {
  const stored = { origin: "old", at: Date.now(), ...event };
  const [row] = await ctx.sql<{ seq: string }[]>`
    insert into outbox (id, lane, event)
    values (${id}, ${lane}, ${ctx.sql.json(stored as never)}) returning seq`;
  return row!.seq;
}

/** The previous version knows a single KV store. */
const OLD = { env: { KV_URL: ":memory:" } };

/** Resolves when no event waits under the bare name of a lane, nor under its new name. */
async function onceDelivered({ ctx }: TestApp): Promise<void> {
  while ((await ctx.sql`select from outbox limit 1`).count > 0);
}

const rowsOf = async (app: TestApp, userId: UserId, postId: string) => {
  const log = await logOf(app, `user:${userId}`);
  return log.filter(({ ref }) => "postId" in ref && ref.postId === postId).length;
};

Deno.test("events that the previous version left are delivered, those that it had applied are not logged again", async () => {
  await using app = await startApp(OLD);
  const { sql, kv } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  await follow(app, cora, ada);
  for (const reader of [bob, cora]) ok(await reader.get("/feed"), 200);
  ok(await ada.get("/notifications"), 200);
  const { postId } = await publish(app, ada);
  await app.settled();

  const applied: DomainEvent = { type: "post.updated", postId, authorId: ada.id, mentionedIds: [] };
  const waiting: DomainEvent = { ...applied, mentionedIds: [bob.id] };
  const [appliedId, waitingId] = [newId(), newId()];
  // The previous version was killed after it had applied the first event of this batch.
  await kv.set(["delivered", "main"], [appliedId]);
  const before = await logOf(app, `post:${postId}`);
  await sql.begin(async (tx) => {
    const seqs = [
      await insertOld(
        { ...app, ctx: { ...app.ctx, sql: tx as never } },
        "main",
        appliedId,
        applied,
      ),
      await insertOld(
        { ...app, ctx: { ...app.ctx, sql: tx as never } },
        "main",
        waitingId,
        waiting,
      ),
    ];
    await tx`
      insert into deliveries (lane, seqs, deltas) values ('main', ${seqs}::bigint[], '[]')`;
  });
  await onceDelivered(app);
  await app.settled();
  const after = await logOf(app, `post:${postId}`);
  assertEquals(after.slice(before.length).map(({ id }) => id), [`${waitingId}.post.updated`]);
  assertEquals((await sql`select from deliveries`).count, 0);
  assertEquals((await sql`select from prepared_batches where origin = ${FIRST_ID}`).count, 0);

  // Of this fan-out, the feed of the first follower has the post already.
  const [reached, left] = [bob, cora].sort((one, two) => one.id < two.id ? -1 : 1);
  const again = newId<"post">();
  const fanOutId = newId();
  await kv.set(["delivered", "fan_out"], [`${fanOutId}:${reached!.id}`]);
  await insertOld(app, "fan_out", fanOutId, {
    type: "feed.fan_out",
    postId: again,
    sortId: again,
    authorId: ada.id,
    after: null,
  });
  await onceDelivered(app);
  assertEquals(await rowsOf(app, left!.id, again), 1);
  assertEquals(await rowsOf(app, reached!.id, again), 0);
  assertEquals((await feedRowsOf(app, left!.id))[0], again);
});
