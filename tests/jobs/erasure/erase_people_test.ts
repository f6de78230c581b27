import { assert, assertEquals, assertRejects } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import {
  claimErasure,
  endErasure,
  enterPhase,
  releaseErasure,
} from "../../../db/erasure/erasures.ts";
import { LeaseLost } from "../../../db/outbox/leases.ts";
import { ERASURE_PHASES } from "../../../jobs/erasure/phases.ts";
import { erasePeople } from "../../../jobs/erasure/erase_people.ts";
import { deleteOldInvalidations } from "../../../jobs/operations/delete_invalidations.ts";
import { makeExports } from "../../../jobs/exports/make_exports.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { assertTalkErased } from "../../helpers/conversations/life.ts";
import { CANARY, type Life, liveALife } from "../../helpers/app/life.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { scanDatabase, scanKv, scanStorage, wrongCounters } from "../../helpers/app/scan.ts";
import { feedRowsOf, inboxOf } from "../../helpers/app/traces.ts";
import { objectsUnder } from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();
const LISTS = [
  "/feed",
  "/feed/public",
  "/notifications",
  "/users/me/followers",
  "/users/me/following",
  "/users/me/blocks",
  "/users/me/mutes",
  "/users/me/close-friends",
  "/follows/requests",
  "/follows/requests?direction=outgoing",
];
const DONE = { erased: 1, unfinished: 0 };

Deno.test("an erasure deletes everything of a person everywhere, and nothing of anybody else", async () => {
  await using app = await startApp();
  const life = await liveALife(app);
  const { ada, bob } = life;
  ok(await ada.post("/users/me/export"), 202);
  await makeExports(app.ctx, signal);
  const bobsKeys = await objectsOf(app, [life.bob.id, life.cyd.id]);
  await likeManyPosts(app, life);
  await leaveStaleNotification(app, life);
  await leave(app, ada);
  assertEquals(await erasePeople(app.ctx, signal), DONE);
  await app.settled();
  await assertErased(app, life);
  assertEquals((await objectsUnder(app, "")).sort(), bobsKeys);
  const inbox = await inboxOf(bob);
  assertEquals(inbox, {
    items: ["comment of 1", "like of 1", "follow of 0"].slice(0, 2),
    unread: 2,
  });
  assertEquals(await erasePeople(app.ctx, signal), { erased: 0, unfinished: 0 });
});

Deno.test("an erasure that dies at the end of each of its phases, twice, has the same result", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const life = await liveALife(app);
  await leave(app, life.ada);
  try {
    for (const [index, { name }] of ERASURE_PHASES.entries()) {
      await crashBefore(app, ERASURE_PHASES[index + 1]?.name ?? null);
      for (let time = 0; time < 2; time++) {
        await assertRejects(() => erasePeople(app.ctx, signal), Error, "crash");
        assertEquals([...await sql`select phase from erasures`], [{ phase: name }]);
      }
    }
  } finally {
    await sql`drop trigger crash on erasures`;
    await sql`drop function crash`;
  }
  assertEquals(await erasePeople(app.ctx, signal), DONE);
  await app.settled();
  await assertErased(app, life);
});

Deno.test("a failing erasure delays no other", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await leave(app, ada);
  await leave(app, bob);
  await app.ctx.sql`insert into erasures (user_id, phase) values (${ada.id}, 'nonsense')`;
  await assertRejects(() => erasePeople(app.ctx, signal), Error, "phase");
  const left = await app.ctx.sql<{ username: string }[]>`select username from users`;
  assertEquals(left.map(({ username }) => username), ["ada"]);
});

Deno.test("a worker that has lost an erasure to another one can no longer change it", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  await sql`insert into erasures (user_id, phase) values (${newId()}, 'likes')`;
  const slow = (await claimErasure(sql, []))!;
  await sql`update erasures set leased_until = now() - interval '1 second'`;
  const next = (await claimErasure(sql, []))!;
  await assertRejects(() => enterPhase(sql, slow, "user"), LeaseLost);
  await releaseErasure(sql, slow);
  await endErasure(sql, slow);
  assertEquals([...await sql`select user_id, phase, lease_id from erasures`], [next]);
});

Deno.test("a program that stops leaves an erasure to the next run, and nobody signs in meanwhile", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await leave(app, ada);
  const stop = new AbortController();
  await app.ctx.sql`
    insert into erasures (user_id, phase) values (${ada.id}, ${ERASURE_PHASES[0]!.name})`;
  stop.abort();
  assertEquals(await erasePeople(app.ctx, stop.signal), { erased: 0, unfinished: 0 });
  const again = { username: "ada", password: PASSWORD };
  const refused = await send(app.fetch, "POST", "/api/v1/auth/login", again);
  assertEquals(errorCode(refused, 401), "unauthenticated");
  assertEquals(await erasePeople(app.ctx, signal), DONE);
  const other = await Person.register(app.fetch, "ada");
  assert(other.id !== ada.id);
});

Deno.test("nobody is erased before their time, nor after they came back", async () => {
  await using app = await startApp({ env: { ACCOUNT_ERASURE_DAYS: "3" } });
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  for (const person of [ada, bob]) {
    ok(await person.delete("/users/me", { password: PASSWORD }), 202);
  }
  await sql`update users set deleted_at = now() - interval '2.9 days'`;
  assertEquals(await erasePeople(app.ctx, signal), { erased: 0, unfinished: 0 });
  const back = { username: "bob", password: PASSWORD };
  ok(await send(app.fetch, "POST", "/api/v1/auth/login", back), 200);
  await sql`update users set deleted_at = now() - interval '3.1 days' where deleted_at is not null`;
  assertEquals(await erasePeople(app.ctx, signal), DONE);
  const left = await sql<{ username: string }[]>`select username from users`;
  assertEquals(left.map(({ username }) => username), ["bob"]);
});

/** Deletes an account, and ends the time in which its owner may change their mind. */
async function leave({ ctx, settled }: TestApp, person: Person): Promise<void> {
  ok(await person.delete("/users/me", { password: PASSWORD }), 202);
  await settled();
  await ctx.sql`update users set deleted_at = now() - interval '31 days' where id = ${person.id}`;
  await ctx.sql`update media set upload_expires_at = now() - interval '31 days'`;
  await ctx.sql`update storage_deletions set due_at = now() - interval '1 day'`;
}

async function likeManyPosts({ ctx: { sql } }: TestApp, { ada, bob }: Life): Promise<void> {
  const ids = Array.from({ length: 230 }, () => newId());
  await sql`
    insert into posts (id, sort_id, author_id, status, likes_count, counters_rev)
    select id, id, ${bob.id}, 'published', 1, 1 from unnest(${ids}::uuid[]) as p (id)`;
  await sql`
    insert into likes (id, post_id, user_id, rev, is_told)
    select id, id, ${ada.id}, 1, true from unnest(${ids}::uuid[]) as p (id)`;
  await sql`update users set posts_count = posts_count + 230 where id = ${bob.id}`;
}

/** Leaves a notification behind that names a person and an object that no longer exists. */
async function leaveStaleNotification(
  app: TestApp,
  { ada, bob, cyd, cydsPostId }: Life,
): Promise<void> {
  const { sql } = app.ctx;
  const id = newId();
  const about = { userId: cyd.id, type: "mention", postId: cydsPostId };
  await sql`insert into notifications ${
    sql({ id, ...about, actorsCount: 2, isOpen: false, preview: "Gone" })
  }`;
  for (const { id: actorId } of [ada, bob]) {
    await sql`insert into notification_actors ${
      sql({ id: newId(), notificationId: id, ...about, actorId })
    }`;
  }
}

/** Makes every run die before it records the next phase, or the end. */
async function crashBefore({ ctx: { sql } }: TestApp, phase: string | null): Promise<void> {
  await sql`
    create or replace function crash() returns trigger language plpgsql as $$
    begin raise exception 'crash'; end $$`;
  await sql`drop trigger if exists crash on erasures`;
  await (phase === null
    ? sql`create trigger crash before delete on erasures for each row execute function crash()`
    : sql`
      create trigger crash before update of phase on erasures for each row
      when (new.phase is distinct from old.phase) execute function crash()`);
  // The finished phases are recorded by hand: the trigger would refuse it.
  const name = ERASURE_PHASES[ERASURE_PHASES.findIndex((one) => one.name === phase) - 1]?.name;
  await sql`alter table erasures disable trigger crash`;
  await sql`update erasures set phase = ${name ?? ERASURE_PHASES.at(-1)!.name}`;
  await sql`alter table erasures enable trigger crash`;
}

/** Deletes the invalidations until now, as their job does some minutes later. */
async function deleteInvalidations({ ctx }: TestApp): Promise<void> {
  for (;;) {
    await deleteOldInvalidations.run(ctx, signal);
    await ctx.sql`update invalidation_horizon set moved_at = moved_at - interval '1 hour'`;
    // Open transactions of other databases on the server hold the horizon back.
    if ((await ctx.sql`select from invalidations limit 1`).length === 0) return;
  }
}

async function objectsOf({ ctx: { sql } }: TestApp, ownerIds: string[]): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select v ->> 'key' as key from media m, jsonb_array_elements(m.variants) as v
    where owner_id = any(${ownerIds}::uuid[])`;
  return rows.map(({ key }) => key).sort();
}

async function assertErased(app: TestApp, life: Life): Promise<void> {
  const { ada, bob, cyd } = life;
  const { sql, kvStores } = app.ctx;
  await deleteInvalidations(app);
  for (const needle of [CANARY, ada.id]) {
    assertEquals(await scanDatabase(sql, needle), []);
    assertEquals(await scanStorage(app, needle), []);
  }
  assertEquals(await scanKv(kvStores, CANARY), []);
  // Cluster messages live two minutes, log entries about follows seven days: with ids only.
  const kept = (await scanKv(kvStores, ada.id)).filter((text) =>
    !/^\[\s*\[\s*"(log|cluster)",/.test(text)
  );
  assertEquals(kept, []);
  assertEquals(await wrongCounters(sql), []);

  for (const person of [bob, cyd]) {
    assertEquals(errorCode(await person.get(`/users/${ada.id}`), 404), "not_found");
    const rows = await feedRowsOf(app, person.id);
    assertEquals(rows.filter((postId) => life.postIds.includes(postId)), []);
    for (const path of LISTS) {
      const answer = ok(await person.get(path), 200);
      assert(!JSON.stringify(answer.body).includes(CANARY), path);
    }
  }
  await assertTalkErased(app, life);
  const { data: post } = ok(await bob.get(`/posts/${life.bobsPostId}`), 200);
  assertEquals([post.likesCount, post.commentsCount, post.caption], [1, 1, "A lake for @cyd"]);
  assertEquals(post.mentions.map((one: { userId: string }) => one.userId), [cyd.id]);
  const comments = await walkList(bob, `/posts/${life.bobsPostId}/comments`, "comments");
  assertEquals(comments.map(({ content }) => content), ["From cyd"]);
  ok(await bob.get(`/posts/${life.cydsPostId}`), 200);
}
