import { type Benchmark, type Line, ROUND_SECONDS, ROUNDS, WARM_UP_SECONDS } from "./benchmark.ts";
import { load, type LoadResult, type LoadSpec, speedOf } from "./load.ts";
import { median, readable } from "./numbers.ts";
import type { World } from "./world.ts";
import type { SqlPool } from "../db/sql.ts";

const VIEWERS = 1000;
const CONNECTIONS = 16;
const LIMIT = 30;
/** A page far down, as a reader sees it after scrolling for a while. */
const DEEP_PAGE = 30;
const LIKES_MAX = 2000;
const ROUND = { seconds: ROUND_SECONDS, warmUpSeconds: WARM_UP_SECONDS };

/** Reads popular posts, compared with `order by likes_count desc` over as many public posts. */
export const explore: Benchmark = {
  name: "explore",
  async run(world) {
    await spreadLikes(world.sql);
    await spreadLikes(world.plain);
    await using ours = await world.startTintype();
    await using plain = await world.startPlain();
    const first = `/api/v1/explore?limit=${LIMIT}`;
    const cursor = await cursorOf(ours.port, world);
    const pages = [
      {
        name: `popular posts, a page of ${LIMIT}, to the plain SQL design`,
        ours: first,
        plain: first,
        target: 5,
      },
      {
        name: `the same, page ${DEEP_PAGE + 1}`,
        ours: `${first}&cursor=${cursor}`,
        plain: `${first}&offset=${DEEP_PAGE * LIMIT}`,
        target: 1,
      },
    ];
    const lines: Line[] = [];
    for (const { name, target, ...paths } of pages) {
      const readOurs = reader(world, ours.port, paths.ours);
      const readPlain = reader(world, plain.port, paths.plain);
      for (const read of [readOurs, readPlain]) await read({ isOnce: true });
      const rounds: { ours: LoadResult; plain: LoadResult }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({ ours: await readOurs(ROUND), plain: await readPlain(ROUND) });
      }
      const ratio = median(rounds.map((one) => one.ours.perSecond / one.plain.perSecond));
      lines.push({
        name,
        ours: speedOf(rounds.map((round) => round.ours)),
        baseline: speedOf(rounds.map((round) => round.plain)),
        ratio: readable(ratio),
        target: `≥ ${target}`,
        isMet: ratio >= target,
      });
    }
    return lines;
  },
};

type Length = Pick<LoadSpec, "isOnce" | "seconds" | "warmUpSeconds">;

function reader(world: World, port: number, path: string) {
  const targets = world.people.slice(0, VIEWERS).map(({ token }) => ({ path, token }));
  return (length: Length) =>
    load({ port, connections: CONNECTIONS, method: "GET", targets, ...length });
}

/**
 * Returns the cursor after the first {@link DEEP_PAGE} pages. By then the program has read all
 * posts.
 */
async function cursorOf(port: number, { people: [reader] }: World): Promise<string> {
  let cursor = "";
  for (let page = 0; page < DEEP_PAGE; page++) {
    const query = new URLSearchParams({ limit: String(LIMIT), ...(cursor ? { cursor } : {}) });
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/explore?${query}`, {
      headers: { authorization: `Bearer ${reader!.token}` },
    });
    cursor = (await answer.json()).data.pagination.nextCursor;
  }
  return cursor;
}

/** Gives every post likes: many to a few, few to many. */
async function spreadLikes(sql: SqlPool): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`update posts set likes_count = (power(random(), 6) * ${LIKES_MAX})::int`;
  });
  await sql`vacuum (analyze) posts`;
}
