import { assertEquals } from "@std/assert";
import { listParkedEvents } from "../../db/outbox/failed_events.ts";
import { eraseUser } from "../../db/erasure/rows.ts";
import { laneInRows } from "../../domain/events/lanes.ts";
import { insertEvents, transact } from "../../db/transact.ts";
import { newId } from "../../domain/ids.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import { startApp, type TestApp } from "../helpers/app/app.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { troubleKv } from "../helpers/app/kv.ts";
import { feedRowsOf, inboxOf } from "../helpers/app/traces.ts";

const parked = ({ ctx }: TestApp) => listParkedEvents(ctx.sql, 100);

Deno.test("invalid rows in the outbox delay nothing", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  ok(await bob.get("/feed"), 200);
  const rows = [
    ["main", "null"],
    ["main", "7"],
    ["main", '{"type":"likes.changed"}'],
    ["fan_out", "null"],
    ["fan_out", "{}"],
  ] as const;
  for (const [lane, event] of rows) {
    await sql`
      insert into outbox (id, lane, event)
      values (${newId()}, ${laneInRows(lane)}, ${event}::text::json)`;
  }
  const { postId } = await publish(app, ada);
  await app.settled();
  assertEquals(await feedRowsOf(app, bob.id), [postId]);
  assertEquals((await parked(app)).length, rows.length);
  assertEquals((await sql`select from outbox`).count, 0);
});

Deno.test("a failing fan-out is parked with its progress, and others continue", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  ok(await bob.get("/feed"), 200);
  const poison = {
    type: "feed.fan_out",
    postId: "no id",
    sortId: "",
    authorId: "no id",
    after: null,
  };
  const recorded = { id: newId(), writerId: "test", at: Date.now(), event: poison as never };
  await insertEvents(sql, [recorded]);
  const { postId } = await publish(app, ada);
  await app.settled();
  assertEquals(await feedRowsOf(app, bob.id), [postId]);
  assertEquals((await parked(app)).map(({ id }) => id), [recorded.id]);
});

Deno.test("while KV or Postgres is away nothing is parked, however often delivery is tried", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await app.settled();
  const { trouble } = troubleKv(app.ctx.kv);
  let refused = 0;
  const enough = Promise.withResolvers<void>();
  trouble.before = () => {
    // One try, and one check whether KV accepts any commit.
    if (++refused === 2 * (DELIVERY_TRIES_MAX + 3)) enough.resolve();
    throw new Error("KV is away");
  };
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Hello" }), 201);
  await enough.promise;
  delete trouble.before;
  await app.settled();
  assertEquals((await parked(app)).length, 0);
  assertEquals((await inboxOf(ada)).unread, 1);
});

Deno.test("a parked event leaves nothing of a person who is erased", async () => {
  await using app = await startApp();
  const { sql, db } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  for (const { id } of [ada, bob]) {
    const event = JSON.stringify({ type: "user.updated", userId: id });
    await sql`
      insert into failed_events (id, lane, event, error, tries)
      values (${newId()}, 'main', ${event}::text::json, '', 10)`;
  }
  await transact(db, (tx) => eraseUser(tx, ada.id));
  const left = await sql<{ userId: string }[]>`
    select event ->> 'userId' as user_id from failed_events`;
  assertEquals(left.map(({ userId }) => userId), [bob.id]);
});
