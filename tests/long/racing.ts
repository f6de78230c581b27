import type { TestApp } from "../helpers/app/app.ts";
import type { Person } from "../helpers/people/person.ts";

/** Two people who race, and the number of their round. */
export interface Pair {
  one: Person;
  other: Person;
  round: number;
}

const TURNS_MAX = 40;
const WAIT_SECONDS_MAX = 0.004;

/**
 * Lets others go first: for some turns of the event loop, or while Postgres is busy for a moment.
 */
export async function jitter({ ctx }: TestApp): Promise<void> {
  if (Math.random() < 0.3) {
    await ctx.sql`select pg_sleep(${Math.random() * WAIT_SECONDS_MAX})`;
    return;
  }
  for (let turns = Math.random() * TURNS_MAX; turns > 0; turns--) await null;
}

/** Runs everything at once, each call after its own jitter. */
export function atOnce<T>(app: TestApp, calls: readonly (() => Promise<T>)[]): Promise<T[]> {
  return Promise.all(calls.map(async (call) => {
    await jitter(app);
    return await call();
  }));
}

/** Runs `races` races, one round of all pairs at a time. */
export async function raceInRounds(
  app: TestApp,
  { races, pairs }: { races: number; pairs: number },
  race: (pair: Pair) => Promise<void>,
): Promise<void> {
  const names = Array.from({ length: pairs * 2 }, (_, n) => `person${n}`);
  const people = await app.people(...names);
  for (let round = 0; round < races / pairs; round++) {
    await Promise.all(Array.from(
      { length: pairs },
      (_, n) => race({ one: people[2 * n]!, other: people[2 * n + 1]!, round }),
    ));
  }
}

/** Returns the follows and requests across a block, and pairs with both a follow and a request. */
export async function listBroken({ ctx: { sql } }: TestApp): Promise<unknown[]> {
  const rows = await sql<{ what: string; id: string }[]>`
    select 'follow' as what, f.id from follows f join blocks b
      on (b.blocker_id, b.blocked_id) in ((f.follower_id, f.followee_id), (f.followee_id, f.follower_id))
    union all
    select 'request', r.id from follow_requests r join blocks b
      on (b.blocker_id, b.blocked_id) in ((r.requester_id, r.target_id), (r.target_id, r.requester_id))
    union all
    select 'both', r.id from follow_requests r join follows f
      on f.follower_id = r.requester_id and f.followee_id = r.target_id
    union all
    select 'public', r.id from follow_requests r join users u on u.id = r.target_id
      where not u.is_private`;
  return [...rows];
}

/** Returns the people whose counters differ from their rows. */
export async function listMiscounted({ ctx: { sql } }: TestApp): Promise<unknown[]> {
  const rows = await sql<{ username: string }[]>`
    select username from users u
    where followers_count <> (select count(*) from follows where followee_id = u.id)
      or following_count <> (select count(*) from follows where follower_id = u.id)`;
  return [...rows];
}
