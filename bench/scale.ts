import { join } from "node:path";
import { type Context, openContext } from "../context/mod.ts";
import { migrate } from "../db/migrate.ts";
import { one, type SqlPool } from "../db/sql.ts";
import { openSql } from "../db/pool.ts";
import { readConfig } from "../lib/config/mod.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { openLog } from "../lib/log/log.ts";
import { once } from "../lib/once.ts";
import { createApp } from "../routes/app.ts";
import { runTask, say } from "../tasks/terminal.ts";
import { median, readable } from "./numbers.ts";
import {
  addFollowerRows,
  fillPowerLaw,
  findAuthorWith,
  type Member,
  sampleFollowers,
} from "./power_law_world.ts";
import { programEnv } from "./world.ts";

const GRAPHS = [1_000, 10_000, 100_000];
const AUTHORS = [10, 100, 1_000, 9_000];
/** Followers of one author beside the graph, as rows. */
const CROWDS = [100_000, 1_000_000];
const READERS = 100;
const POSTS = 5;
const PAGE = 30;

type Call = (who: Member, method: string, path: string, body?: unknown) => Promise<Response>;

/** Measures posts and feed reads while the graph grows: the figures of docs/scaling.md. */
await runTask(async () => {
  const graphs = Deno.args.length > 0 ? Deno.args.map(Number) : GRAPHS;
  for (const people of graphs) {
    await using world = await openGraph(people);
    const row = await one(world.sql<{ follows: number; most: number }[]>`
      select (select count(*) from follows)::int as follows, max(followers_count) as most from users`);
    say(
      `\n### ${readable(people)} people, ${readable(row.follows)} follows, ` +
        `the first has ${readable(row.most)} followers\n`,
    );
    await measureReads(world);
    await measurePosts(world, AUTHORS.filter((followers) => followers <= people / 10));
    if (people === graphs.at(-1)) await measureCrowds(world);
  }
});

interface Graph extends AsyncDisposable {
  sql: SqlPool;
  ctx: Context;
  call: Call;
}

async function openGraph(people: number): Promise<Graph> {
  await using opening = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir({ prefix: "tintype-scale-" });
  opening.defer(() => Deno.remove(dir, { recursive: true }));
  await Deno.chmod(dir, 0o711); // Postgres may run as another account
  const server = opening.use(await startPostgres({ dataDir: join(dir, "postgres") }));
  const sql = openSql(server.connection, 2, "migration");
  opening.defer(() => sql.end({ timeout: 2 }));
  await migrate(sql);
  await fillPowerLaw(sql, people);
  const config = readConfig({ ...await programEnv(dir), PHOTO_ONLY: "false" });
  const log = openLog("silent");
  const ctx = opening.use(await openContext(config, { log, database: server.connection }));
  await ctx.started;
  const app = createApp(ctx);
  const resources = opening.move();
  return {
    sql,
    ctx,
    async call(who, method, path, body) {
      const authorization = `Bearer ${await ctx.tokens.issue(who.userId, who.sessionId)}`;
      const answer = await app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { authorization, "content-type": "application/json" },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
      return answer;
    },
    [Symbol.asyncDispose]: once(() => resources.disposeAsync()),
  };
}

/**
 * Measures feed reads by followers of the most popular author, and the plain join of posts and
 * follows.
 */
async function measureReads({ sql, ctx, call }: Graph): Promise<void> {
  const readers = await sampleFollowers(sql, (await findAuthorWith(sql, 1e9)).userId, READERS);
  const read = (reader: Member) => timed(() => readFeed(call, reader));
  const rounds: [string, (reader: Member) => Promise<number>][] = [
    ["first read: assembled from Postgres", read],
    ["read of a cached page", read],
    ["read that is assembled again", (reader) => {
      ctx.cache.versions.bumpAll();
      return read(reader);
    }],
    ["plain SQL: posts joined with follows", (reader) => timed(() => plainFeed(sql, reader))],
  ];
  say("| feed read of 30 posts | median | 99th of 100 |");
  say("| --- | --- | --- |");
  for (const [name, run] of rounds) {
    const times: number[] = [];
    for (const reader of readers) times.push(await run(reader));
    times.sort((a, b) => a - b);
    say(`| ${name} | ${milliseconds(median(times))} | ${milliseconds(times.at(-2)!)} |`);
  }
}

/** Measures posts by authors with more and more followers. */
async function measurePosts(graph: Graph, sizes: readonly number[]): Promise<void> {
  const most = await findAuthorWith(graph.sql, 1e9);
  say(
    "\n| followers of the author | response | in all feeds | rows written | a follower's next read |",
  );
  say("| --- | --- | --- | --- | --- |");
  for (const followers of sizes) {
    await measurePost(graph, await findAuthorWith(graph.sql, followers));
  }
  if (!sizes.includes(most.followers)) await measurePost(graph, most);
}

/** Measures posts by one author with more and more followers. */
async function measureCrowds(graph: Graph): Promise<void> {
  for (const crowd of CROWDS) {
    const { userId, followers } = await findAuthorWith(graph.sql, 1e9);
    await addFollowerRows(graph.sql, userId, crowd - followers);
    graph.ctx.cache.clear();
    await measurePost(graph, await findAuthorWith(graph.sql, 1e9));
  }
}

async function measurePost({ sql, ctx, call }: Graph, author: Member): Promise<void> {
  const followers = await sampleFollowers(sql, author.userId, READERS);
  for (const follower of followers) await readFeed(call, follower);
  const spans: { answered: number; delivered: number; read: number; rows: number }[] = [];
  for (let n = 0; n < POSTS; n++) {
    const before = ctx.actors.stats();
    const startedAt = performance.now();
    const made = await call(author, "POST", "/posts", { mediaIds: [], caption: `Post ${n} #lake` });
    const answered = performance.now() - startedAt;
    await ctx.relay.idle();
    const delivered = performance.now() - startedAt;
    const { data: { postId } } = await made.json();
    const reads: number[] = [];
    for (const follower of followers) {
      const at = performance.now();
      const { data } = await (await call(follower, "GET", `/feed?limit=${PAGE}`)).json();
      reads.push(performance.now() - at);
      if (data.posts[0]?.postId !== postId) throw new Error("A follower's feed lacks the post");
    }
    const rows = ctx.actors.stats().mutations - before.mutations;
    spans.push({ answered, delivered, read: median(reads), rows });
  }
  const middle = (key: keyof typeof spans[0]) => median(spans.slice(1).map((span) => span[key]));
  const cells = [
    readable(author.followers),
    milliseconds(middle("answered")),
    milliseconds(middle("delivered")),
    readable(middle("rows")),
    milliseconds(middle("read")),
  ];
  say(`| ${cells.join(" | ")} |`);
}

async function readFeed(call: Call, reader: Member): Promise<void> {
  await (await call(reader, "GET", `/feed?limit=${PAGE}`)).arrayBuffer();
}

async function plainFeed(sql: SqlPool, { userId }: Member): Promise<void> {
  await sql`
    select p.*, u.username from posts p
    join users u on u.id = p.author_id
    join follows f on f.followee_id = p.author_id
    where f.follower_id = ${userId}
    order by p.created_at desc limit ${PAGE}`;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function milliseconds(ms: number): string {
  return `${readable(ms)} ms`;
}
