import { assertEquals, assertStringIncludes } from "@std/assert";
import { listParkedEvents, retryParkedEvents } from "../db/failed_events.ts";
import { eraseUser } from "../db/erased_rows.ts";
import { insertEvents, transact } from "../db/transact.ts";
import { newId } from "../domain/ids.ts";
import { DELIVERY_TRIES_MAX } from "../domain/limits.ts";
import { makeAdmins } from "./helpers/admins.ts";
import { startApp, type TestApp } from "./helpers/app.ts";
import { follow, ok, publish } from "./helpers/deeds.ts";
import { troubleKv } from "./helpers/kv.ts";
import { feedRowsOf, inboxOf, logOf } from "./helpers/traces.ts";

const parked = ({ ctx }: TestApp) => listParkedEvents(ctx.sql, 100);

async function commentsHeard(app: TestApp, postId: string): Promise<unknown[]> {
  return (await logOf(app, `post:${postId}`)).map((entry) => entry.ref.commentId);
}

Deno.test("an event that nobody can work out is parked; all others arrive, once and in their order", async () => {
  await using app = await startApp();
  const { sql, log } = app.ctx;
  const [ada, bob, root] = await app.people("ada", "bob", "root");
  await makeAdmins(app, root);
  const { postId } = await publish(app, ada);
  await app.settled();
  const failures: string[] = [];
  Object.assign(log, { error: (message: string) => void failures.push(message) });
  // One statement notes all: it throws for the comment of one person.
  await sql`
    create function refuse() returns trigger language plpgsql as
    $$ begin if new.preview = 'Poison' then raise exception 'not this one'; end if; return new; end $$`;
  await sql`
    create trigger refuse before insert on notifications for each row execute function refuse()`;
  const [poison, sound] = [[] as string[], [] as string[]];
  for (const content of ["One", "Poison", "Two", "Poison", "Three"]) {
    const { data } = ok(await bob.post(`/posts/${postId}/comments`, { content }), 201);
    (content === "Poison" ? poison : sound).push(data.commentId);
  }
  await app.ctx.courier.idle();
  assertEquals(await commentsHeard(app, postId), sound);
  assertEquals(await inboxOf(ada), {
    told: ["comment of 1", "comment of 1", "comment of 1"],
    unread: 3,
  });
  const found = await parked(app);
  assertEquals(found.map(({ type }) => type), ["comment.created", "comment.created"]);
  for (const { error, tries } of found) {
    assertStringIncludes(error, "not this one");
    assertEquals(tries, DELIVERY_TRIES_MAX);
  }
  assertEquals(failures.filter((message) => message === "event parked").length, 2);
  assertStringIncludes(await (await app.fetch("/metrics")).text(), "tintype_outbox_failed 2");
  const { drifts } = ok(await root.get("/admin/invariants?scope=all"), 200).data;
  const named = drifts.filter(({ what }: { what: string }) => what === "event.parked");
  assertEquals(named.map(({ id }: { id: string }) => id), found.map(({ id }) => id));

  await sql`drop function refuse cascade`;
  assertEquals(await retryParkedEvents(sql, null), 2);
  await app.ctx.courier.idle();
  assertEquals(await commentsHeard(app, postId), [...sound, ...poison]);
  assertEquals((await inboxOf(ada)).unread, 5);
  assertEquals((await parked(app)).length, 0);
});

Deno.test("an event that KV does not take is parked alone, and arrives whole when it is tried again", async () => {
  await using app = await startApp();
  const { kv, sql } = app.ctx;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const { postId: other } = await publish(app, cora);
  await app.settled();
  await inboxOf(ada);
  // A row of one inbox is refused, whatever it is committed with.
  const begin = kv.atomic.bind(kv);
  let isRefusing = true;
  kv.atomic = () => {
    const atomic = begin();
    const set = atomic.set.bind(atomic);
    atomic.set = (key, ...rest) => {
      if (isRefusing && key.includes(ada.id) && key.includes("inbox")) {
        throw new TypeError("This value cannot be kept");
      }
      return set(key, ...rest);
    };
    return atomic;
  };
  await bob.post(`/posts/${other}/comments`, { content: "Before" });
  await bob.post(`/posts/${postId}/comments`, { content: "Poison" });
  await bob.post(`/posts/${other}/comments`, { content: "After" });
  await app.ctx.courier.idle();
  assertEquals(await inboxOf(cora), { told: ["comment of 1", "comment of 1"], unread: 2 });
  assertEquals((await commentsHeard(app, other)).length, 2);
  assertEquals((await parked(app)).map(({ type }) => type), ["comment.created"]);
  isRefusing = false;
  await retryParkedEvents(sql, (await parked(app)).map(({ id }) => id));
  await app.ctx.courier.idle();
  assertEquals(await inboxOf(ada), { told: ["comment of 1"], unread: 1 });
  const told = (await logOf(app, `user:${ada.id}`)).filter(({ type }) => type.startsWith("notif"));
  assertEquals(told.length, 1);
});

Deno.test("rows of the outbox that are no events hold up nothing", async () => {
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
    await sql`insert into outbox (id, lane, event) values (${newId()}, ${lane}, ${event}::text::json)`;
  }
  const { postId } = await publish(app, ada);
  await app.settled();
  assertEquals(await feedRowsOf(app, bob.id), [postId]);
  assertEquals((await parked(app)).length, rows.length);
  assertEquals((await sql`select from outbox`).count, 0);
});

Deno.test("a fan-out that fails is parked as far as it has come, and others go on", async () => {
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
  const recorded = { id: newId(), origin: "test", at: Date.now(), event: poison as never };
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
    // A try, and the look whether KV takes anything at all.
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

Deno.test("an event that is parked leaves nothing of a person who is erased", async () => {
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
