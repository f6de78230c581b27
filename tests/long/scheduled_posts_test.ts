import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { SqlPool } from "../../db/sql.ts";
import { openSql } from "../../db/pool.ts";
import { newId } from "../../domain/ids.ts";
import { connectionTo } from "../../lib/embedded/postgres_address.ts";
import { POSTGRES_NAME } from "../../lib/embedded/postgres_cluster.ts";
import { settledPostmaster } from "../../lib/embedded/postgres_postmaster.ts";
import { ok, walkList } from "../helpers/people/steps.ts";
import { Person } from "../helpers/people/person.ts";
import { freePort, openDataDir, RunningProgram } from "../helpers/app/running_program.ts";

/** The posts have no pictures, and the feed accepts them. */
const ENV = { PHOTO_ONLY: "false" };
const POSTS = 400;
/** The numbers of published posts at which the publisher is killed. */
const KILLS = [60, 180, 300];

Deno.test("scheduled posts are published exactly once, however often their publisher is killed", async () => {
  await using data = await openDataDir();
  const port = freePort();
  const start = async () => {
    const program = new RunningProgram("main.ts", data.path, port, { env: ENV });
    await program.says(/"message":"listening"/);
    return program;
  };
  const [ada, bob] = await firstDay(await start());
  {
    await using pool = await connect(data.path);
    await schedule(pool.sql, ada.id);
  }
  for (const enough of KILLS) {
    await using program = await start();
    await using pool = await connect(data.path);
    assertGreater(await until(pool.sql, (published) => published >= enough), 0);
    await program.end("KILL");
    assertLess(await countPublished(pool.sql), POSTS, "it was killed too late");
  }
  await using program = await start();
  await using pool = await connect(data.path);
  const { sql } = pool;
  await until(sql, (published) => published === POSTS);
  while ((await sql`select from outbox limit 1`).count > 0);

  const [kept] = await sql<Record<string, number>[]>`
    select (select posts_count from users where id = ${ada.id}) as counted,
      (select count(distinct sort_id)::int from posts) as places,
      (select count(*)::int from notifications
        where user_id = ${ada.id} and type = 'post_published') as told,
      (select count(distinct post_id)::int from notifications
        where user_id = ${ada.id} and type = 'post_published') as told_of`;
  assertEquals({ ...kept }, { counted: POSTS, places: POSTS, told: POSTS, toldOf: POSTS });
  const fetch = program.fetch.bind(program);
  const reader = new Person(fetch, bob.name, bob.id, bob.accessToken, bob.refreshToken);
  const feed = (await walkList(reader, "/feed", "posts", 50)).map((post) => post.postId);
  assertEquals([feed.length, new Set(feed).size], [POSTS, POSTS]);
  const unread = ok(
    await new Person(fetch, ada.name, ada.id, ada.accessToken, "").get(
      "/notifications/unread-count",
    ),
    200,
  );
  // One more, because bob follows.
  assertEquals(unread.data.unreadCount, POSTS + 1);
});

/** Two people sign up, one follows the other and reads their feed; then the program dies. */
async function firstDay(program: RunningProgram): Promise<[Person, Person]> {
  await using _ = program;
  const fetch = program.fetch.bind(program);
  while (!(await isReady(program)));
  const ada = await Person.register(fetch, "ada");
  const bob = await Person.register(fetch, "bob");
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  await walkList(bob, "/feed", "posts");
  await program.end("KILL");
  return [ada, bob];
}

async function isReady(program: RunningProgram): Promise<boolean> {
  const answer = await program.fetch("/ready");
  await answer.body?.cancel();
  return answer.ok;
}

/** Makes everything due while no program runs. */
async function schedule(sql: SqlPool, authorId: string): Promise<void> {
  const posts = Array.from({ length: POSTS }, (_, n) => ({
    id: newId(),
    authorId,
    status: "scheduled",
    caption: `Post ${n}`,
    publishAt: new Date(Date.now() - 60_000 + n),
  }));
  await sql`insert into posts ${sql(posts)}`;
}

/** Polls the number of published posts until it is enough. */
async function until(sql: SqlPool, isEnough: (published: number) => boolean): Promise<number> {
  for (;;) {
    const published = await countPublished(sql);
    if (isEnough(published)) return published;
  }
}

async function countPublished(sql: SqlPool): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from posts where status = 'published'`;
  return row!.count;
}

/** Connects to the database server, which outlives the killed program. */
async function connect(dataDir: string) {
  const cluster = `${await Deno.realPath(dataDir)}/postgres/cluster`;
  const postmaster = await settledPostmaster(cluster);
  if (postmaster === null) throw new Error("The database server is not there");
  const sql = openSql(connectionTo(postmaster, POSTGRES_NAME), 1, "work");
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}
