import { assert, assertEquals } from "@std/assert";
import { atWork } from "../../context/mod.ts";
import { isDown, one } from "../../db/sql.ts";
import { startApp } from "../helpers/app/app.ts";
import { follow, ok, publish } from "../helpers/people/steps.ts";
import { onceHealed, onceSettled } from "../helpers/healing.ts";
import { startOwnPostgres } from "../helpers/own_postgres.ts";
import { type Answer, send } from "../helpers/people/person.ts";

const AS_IN_PRODUCTION = { DATABASE_REQUEST_MS: "3000" };

const WAIT_MS_MAX = 4000;
/** More requests at once than the pool has connections. */
const READERS = 12;

/** Returns the response, and how long it took. */
async function timed(asking: Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const startedAt = performance.now();
  const answer = await asking;
  return { answer, ms: performance.now() - startedAt };
}

function assertRefusedSoon(asked: readonly { answer: Answer; ms: number }[]): void {
  for (const { answer, ms } of asked) {
    assertEquals(answer.status, 503, JSON.stringify(answer.body));
    assert(Number(answer.headers.get("retry-after")) > 0);
    assert(ms < WAIT_MS_MAX, `${ms} ms`);
  }
}

Deno.test("while Postgres is frozen requests are refused within 4 s, and afterwards all succeed and nothing is doubled", async () => {
  await using postgres = await startOwnPostgres();
  await using app = await startApp({ database: postgres.database, env: AS_IN_PRODUCTION });
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "before" });
  await app.settled();
  const key = crypto.randomUUID();
  const comment = () =>
    bob.send("POST", `/posts/${postId}/comments`, { content: "Once" }, {
      "idempotency-key": key,
    });
  const caption = () => ada.patch(`/posts/${postId}`, { caption: "after" });
  const like = () => bob.post(`/posts/${postId}/like`);

  await postgres.freeze();
  const wave = () =>
    Promise.all([
      timed(comment()),
      timed(caption()),
      timed(like()),
      timed(cora.post(`/posts/${postId}/like`)),
      timed(cora.post(`/users/${ada.id}/follow`)),
      timed(send(app.fetch, "GET", "/ready")),
      ...Array.from({ length: READERS }, () => timed(cora.get(`/posts/${crypto.randomUUID()}`))),
    ]);
  assertRefusedSoon(await wave());
  assertRefusedSoon(await wave());
  await postgres.thaw();

  for (const write of [comment, caption, like]) {
    const { status } = await onceHealed(write);
    assert(status < 300, String(status));
  }
  await onceSettled(app);
  const { data } = ok(await onceHealed(() => bob.get(`/posts/${postId}`)), 200);
  assertEquals([data.caption, data.isLiked, data.commentsCount], ["after", true, 1]);
  const [kept] = await app.ctx.sql<{ likes: number; comments: number }[]>`
    select (select count(*) from likes where post_id = ${postId})::int as likes,
      (select count(*) from comments where post_id = ${postId})::int as comments`;
  assertEquals([data.likesCount, kept!.comments], [kept!.likes, 1]);
  assertEquals(ok(await send(app.fetch, "GET", "/ready"), 200).data.ready, true);
});

Deno.test("connections to a stopped server are given up, even if it never resumes", async () => {
  await using postgres = await startOwnPostgres();
  await using app = await startApp({ database: postgres.database, env: AS_IN_PRODUCTION });
  const [ada] = await app.people("ada");
  const asks = () =>
    Array.from({ length: READERS }, () => ada.get(`/posts/${crypto.randomUUID()}`));
  await Promise.all(asks());
  const backends = await app.ctx.sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and application_name = 'tintype request'`;
  await postgres.freeze(backends.map(({ pid }) => pid));
  assertRefusedSoon(await Promise.all(asks().map(timed)));
  // The log of invalidations has a connection of its own, which may be given up a little later.
  await onceHealed(() => ada.get(`/posts/${crypto.randomUUID()}`));
  for (const answer of await Promise.all(asks())) assertEquals(answer.status, 404);
  for (const answer of await Promise.all(asks())) assertEquals(answer.status, 404);
});

Deno.test("a request waits no longer for a connection than for a result", async () => {
  await using app = await startApp({ env: AS_IN_PRODUCTION });
  const [ada] = await app.people("ada");
  const release = Promise.withResolvers<void>();
  const holding = Array.from(
    { length: app.ctx.config.DATABASE_POOL_SIZE },
    () =>
      app.ctx.sql.begin(async (tx) => {
        await tx`select 1`;
        await release.promise;
      }),
  );
  const missing = () => ada.get(`/posts/${crypto.randomUUID()}`);
  const write = () => ada.patch("/users/me", { bio: "Waiting" });
  assertRefusedSoon(await Promise.all([missing(), write(), missing()].map(timed)));
  release.resolve();
  await Promise.all(holding);
  assertEquals((await missing()).status, 404);
  assertEquals((await write()).status, 200);
});

Deno.test("the server ends a statement of a request after 3 s, but not one of work", async () => {
  await using app = await startApp({ env: AS_IN_PRODUCTION });
  const { sql } = app.ctx;
  const work = atWork(app.ctx).sql`select pg_sleep(3.6)`.execute();
  const startedAt = performance.now();
  const [alone, inside] = await Promise.allSettled([
    sql`select pg_sleep(9)`,
    sql.begin((tx) => tx`select pg_sleep(9)`),
  ]);
  assert(performance.now() - startedAt < WAIT_MS_MAX);
  assert(alone.status === "rejected" && isDown(alone.reason));
  assert(inside.status === "rejected" && isDown(inside.reason));
  await work;
  assertEquals(await one(sql<{ ok: number }[]>`select 1 as ok`), { ok: 1 });
});
