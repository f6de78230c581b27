import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "./benchmark.ts";
import { load, type LoadResult, type LoadSpec, speedOf, type Target } from "./load.ts";
import { median, readable } from "./numbers.ts";
import type { World } from "./world.ts";
import { one, type SqlPool } from "../db/sql.ts";

const CONNECTIONS = 64;
const SPREAD_POSTS = 1000;
/** The most likes that one round may need. */
const LIKES_MAX = 50_000;
const TARGET = 2;
const ASK_MS = 50;

const ROUND = { seconds: ROUND_SECONDS, warmUpSeconds: WARM_UP_SECONDS };

/** Likes that are stored before the response, compared with one transaction for each. */
export const likes: Benchmark = {
  name: "likes",
  async run(world) {
    await using ours = await world.startTintype();
    await using plain = await world.startPlain();
    const sides = {
      ours: { port: ours.port, posts: await listPosts(world.sql) },
      plain: { port: plain.port, posts: await listPosts(world.plain) },
    };
    // Everybody's first request: tokens are checked and sessions are read.
    for (const { port, posts } of Object.values(sides)) {
      await like(port, onOne(world, posts.at(-1)!), {});
    }
    const cache: { ours: LoadResult; plain: LoadResult }[] = [];
    const spread: typeof cache = [];
    for (let round = 0; round < ROUNDS; round++) {
      const measure = async (targetsOf: (posts: string[]) => Target[]) => {
        const ours = await like(sides.ours.port, targetsOf(sides.ours.posts), ROUND);
        await allDelivered(world.sql);
        return { ours, plain: await like(sides.plain.port, targetsOf(sides.plain.posts), ROUND) };
      };
      cache.push(await measure((posts) => onOne(world, posts[SPREAD_POSTS + round]!)));
      spread.push(await measure((posts) => onMany(world, posts, round)));
    }
    const made = [...cache, ...spread].reduce((sum, round) => sum + round.ours.requests, 0);
    await checkCounts(world.sql, made);
    return [
      line("likes on one post, 64 connections", cache),
      line("likes on 1,000 posts, 64 connections", spread),
    ];
  },
};

/**
 * Returns posts to like: some for the spread, one for each round on a single post, one to warm up.
 */
async function listPosts(sql: SqlPool): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from posts order by created_at limit ${SPREAD_POSTS + ROUNDS + 1}`;
  return rows.map((row) => row.id);
}

const likePath = (postId: string) => `/api/v1/posts/${postId}/like`;

function onOne({ people }: World, postId: string): Target[] {
  return people.map(({ token }) => ({ path: likePath(postId), token }));
}

/** Returns pairs of a person and a post that no other round has. */
function onMany({ people }: World, posts: readonly string[], round: number): Target[] {
  const laps = Math.ceil(LIKES_MAX / people.length);
  return Array.from({ length: laps * people.length }, (_, n) => {
    const lap = round * laps + Math.floor(n / people.length);
    const postId = posts[(n % people.length + lap) % SPREAD_POSTS]!;
    return { path: likePath(postId), token: people[n % people.length]!.token };
  });
}

function like(
  port: number,
  targets: Target[],
  length: Pick<LoadSpec, "seconds" | "warmUpSeconds">,
): Promise<LoadResult> {
  return load({ port, connections: CONNECTIONS, method: "POST", targets, isOnce: true, ...length });
}

/** Resolves when no event waits: deliveries would slow down the next measurement. */
export async function allDelivered(sql: SqlPool): Promise<void> {
  for (let left = 1; left > 0;) {
    ({ count: left } = await sql`
      select from outbox union all select from deliveries limit 1`);
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

/** Checks that each request made a like and that each post's counter is right. */
async function checkCounts(sql: SqlPool, made: number): Promise<void> {
  const row = await one(sql<{ kept: number; wrong: number }[]>`
    select (select count(*) from likes)::int as kept, (
      select count(*) from posts p
      where likes_count <> (select count(*) from likes l where l.post_id = p.id)
    )::int as wrong`);
  if (row.kept < made) throw new Error(`${made - row.kept} likes of ${made} are lost`);
  if (row.wrong > 0) throw new Error(`${row.wrong} posts have a wrong number of likes`);
}

function line(name: string, rounds: { ours: LoadResult; plain: LoadResult }[]): Line {
  const ratio = median(rounds.map(({ ours, plain }) => ours.perSecond / plain.perSecond));
  return {
    name,
    ours: speedOf(rounds.map((round) => round.ours)),
    baseline: speedOf(rounds.map((round) => round.plain)),
    ratio: readable(ratio),
    target: `≥ ${TARGET}`,
    isMet: ratio >= TARGET,
  };
}
