import type { FeedEvent } from "../../domain/events/feeds.ts";
import { type Lane, LANES } from "../../domain/events/lanes.ts";
import { FIRST_ID } from "../../domain/ids.ts";
import type { Sql, SqlPool } from "../sql.ts";
import { laneInRows } from "../../domain/events/lanes.ts";

/** The locks under which programs of the previous version deliver a lane. */
const LOCKS: Partial<Record<Lane, number>> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/**
 * Takes over what programs of the previous version have left in their lanes, unless one of them is
 * delivering it. Returns the lanes that had something. `heir` delivers a batch that was prepared.
 * `reached` returns the last follower whom a fan-out had reached, or null.
 */
export async function adoptOldLanes(
  pool: SqlPool,
  heir: string,
  reached: (eventId: string) => Promise<string | null>,
): Promise<Lane[]> {
  const adopted: Lane[] = [];
  for (const lane of LANES) {
    const lock = LOCKS[lane];
    if (lock === undefined) continue;
    const isAdopted = await pool.begin(async (sql) => {
      const [taken] = await sql`
        select from pg_try_advisory_xact_lock(${lock}) as t (taken)
        where taken and exists (select from outbox where lane = ${lane})`;
      if (taken === undefined) return false;
      if (lane === "main") await adoptBatch(sql, heir);
      else await keepProgress(sql, lane, reached);
      await sql`update outbox set lane = ${laneInRows(lane)} where lane = ${lane}`;
      return true;
    });
    if (isAdopted) adopted.push(lane);
  }
  return adopted;
}

/** The batch keeps its checkpoint, which has no name of an instance. */
async function adoptBatch(sql: Sql, heir: string): Promise<void> {
  await sql`
    with begun as (delete from deliveries where lane = 'main' returning lane, seqs, deltas)
    insert into prepared_batches (lane, shard, origin, owner, parts, seqs, deltas)
    select lane, 0, ${FIRST_ID}, ${heir}, -1, seqs, deltas from begun`;
}

/** The first of the old fan-outs may have reached some followers. */
async function keepProgress(
  sql: Sql,
  lane: Lane,
  reached: (eventId: string) => Promise<string | null>,
): Promise<void> {
  const rows = await sql<{ seq: string; id: string; event: FeedEvent }[]>`
    select seq, id, event from outbox where lane = ${lane} order by seq limit 8`;
  for (const { seq, id, event } of rows) {
    const after = await reached(id);
    if (after === null) continue;
    await sql`
      update outbox set event = ${sql.json({ ...event, after } as never)} where seq = ${seq}`;
  }
}
