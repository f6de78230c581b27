import { type Lane, laneInRows, LANES } from "../../domain/events/lanes.ts";
import { numbersOf, PARTS, type Parts, partsFrom } from "../../domain/events/parts.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";

/** An instance that has not renewed its lease for this time is dead for the others. */
const LEASE_SECONDS = 6;

/** The instances and what they own, as one of them sees it when it renews its lease. */
export interface Members {
  /** Whether the instance itself is still one of them. */
  isMember: boolean;
  living: string[];
  dead: string[];
  /** The lanes of which it owns parts, if any event waits in them. */
  waiting: Lane[];
  owners: { lane: Lane; owner: string | null; parts: Parts }[];
  /** Whether programs of the previous version have left events. */
  hasOldLanes: boolean;
  /** The generations of the KV stores that the database knows. */
  knownStores: string[];
}

/** Adds an instance. It owns nothing yet. */
export async function joinInstances(sql: Sql, id: string): Promise<void> {
  await sql`
    with lanes as (
      insert into lane_parts (lane, part)
      select lane, part
      from unnest(${[...LANES]}::text[]) as l (lane), generate_series(0, ${PARTS - 1}) as p (part)
      on conflict do nothing
    )
    insert into instances (id, leased_until) values (${id}, ${leaseEnd(sql)})`;
}

/** Renews the lease of an instance, and reads the others, in one statement. */
export async function renewLease(sql: Sql, id: string): Promise<Members> {
  const row = await one(sql<
    (Omit<Members, "owners" | "waiting"> & {
      owners: { lane: Lane; owner: string | null; parts: string }[];
      waiting: string[];
    })[]
  >`
    with renewed as (
      update instances set leased_until = ${leaseEnd(sql)} where id = ${id} returning id
    ), others as (
      select id::text, leased_until >= now() as is_alive from instances where id <> ${id}
    ), owned as (
      select lane, owner, bit_or(1::bigint << part) as parts from lane_parts group by lane, owner
    )
    select exists (select from renewed) as is_member,
      array(select id from others where is_alive) || ${id}::text as living,
      array(select id from others where not is_alive) as dead,
      coalesce((
        select json_agg(json_build_object('lane', lane, 'owner', owner, 'parts', parts::text))
        from owned), '[]') as owners,
      array(
        select o.lane from owned o
        where o.owner = ${id}
          and exists (select from outbox e where e.lane = o.lane || ${LANE_SUFFIX})
      ) as waiting,
      exists (select from outbox where lane = any(${[...LANES]})) as has_old_lanes,
      coalesce((select generations from kv_stores), '{}') as known_stores`);
  return {
    ...row,
    waiting: LANES.filter((lane) => row.waiting.includes(lane)),
    owners: row.owners.map(({ parts, ...rest }) => ({ ...rest, parts: BigInt(parts) })),
  };
}

const LANE_SUFFIX = laneInRows("" as Lane);

/** Keeps others from removing an instance in this transaction. Returns false if they have. */
export async function holdInstance(sql: Sql, id: string): Promise<boolean> {
  return (await sql`select from instances where id = ${id} for key share`).count === 1;
}

/** Takes those of these parts of a lane that nobody owns; returns them. */
export async function takeParts(sql: Sql, lane: Lane, id: string, parts: Parts): Promise<Parts> {
  const rows = await sql<{ part: number }[]>`
    update lane_parts p set owner = ${id}
    from (
      select lane, part from lane_parts
      where lane = ${lane} and owner is null and part = any(${numbersOf(parts)}::int[])
      for update skip locked
    ) as free
    where p.lane = free.lane and p.part = free.part
    returning p.part`;
  return partsFrom(rows.map(({ part }) => part));
}

/** Gives parts of a lane up, so that others may take them. */
export async function releaseParts(
  sql: Sql,
  lane: Lane,
  id: string,
  parts: Parts,
): Promise<void> {
  await sql`
    update lane_parts p set owner = null from (
      select lane, part from lane_parts
      where lane = ${lane} and owner = ${id} and part = any(${numbersOf(parts)}::int[])
      order by lane, part for update
    ) as own
    where p.lane = own.lane and p.part = own.part`;
}

/**
 * Removes a dead instance, and takes over its parts and the batches that it was delivering. Returns
 * the parts by lane, or null if it lives or somebody else has removed it. With `mayLive`, the
 * caller knows that it is dead whatever its lease says.
 */
export function adoptInstance(
  pool: SqlPool,
  { dead, heir, mayLive }: { dead: string; heir: string; mayLive: boolean },
): Promise<Map<Lane, Parts> | null> {
  return pool.begin(async (sql) => {
    const found = await sql`
      select from instances
      where id = ${dead} and (${mayLive} or leased_until < now()) for update skip locked`;
    if (found.count === 0) return null;
    const batches = await sql<{ lane: Lane; parts: string }[]>`
      update prepared_batches set owner = ${heir} where owner = ${dead} returning lane, parts`;
    const rows = await sql<{ lane: Lane; part: number }[]>`
      update lane_parts p set owner = ${heir} from (
        select lane, part from lane_parts where owner = ${dead} order by lane, part for update
      ) as own
      where p.lane = own.lane and p.part = own.part
      returning p.lane, p.part`;
    await sql`delete from instances where id = ${dead}`;
    const adopted = new Map<Lane, Parts>(batches.map(({ lane }) => [lane, 0n]));
    for (const [lane, of] of Map.groupBy(rows, (row) => row.lane)) {
      adopted.set(lane, partsFrom(of.map(({ part }) => part)));
    }
    return adopted;
  }) as Promise<Map<Lane, Parts> | null>;
}

/**
 * Removes an instance that ends, so that others may take its parts at once. If it leaves a batch
 * behind, its lease ends and they take it over.
 */
export async function leaveInstances(pool: SqlPool, id: string): Promise<void> {
  await pool.begin(async (sql) => {
    if ((await sql`select from instances where id = ${id} for update`).count === 0) return;
    const { isBusy } = await one(sql<{ isBusy: boolean }[]>`
      select exists (select from prepared_batches where owner = ${id}) as is_busy`);
    if (isBusy) {
      await sql`update instances set leased_until = now() - interval '1 second' where id = ${id}`;
      return;
    }
    await sql`update lane_parts set owner = null where owner = ${id}`;
    await sql`delete from instances where id = ${id}`;
  });
}

function leaseEnd(sql: Sql) {
  return sql`now() + ${LEASE_SECONDS} * interval '1 second'`;
}
