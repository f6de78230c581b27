import type { FeedEvent } from "../../domain/events/feeds.ts";
import { type Lane, laneInRows, LANES } from "../../domain/events/lanes.ts";
import { newId } from "../../domain/ids.ts";
import type { Sql, SqlPool } from "../sql.ts";

/** The locks under which programs of the previous version deliver a lane. */
const LOCKS: Partial<Record<Lane, number>> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** Where the events of a batch wait that was taken over: nothing else reads this lane. */
const TAKEN_LANE = "main:taken";

/** Returns how far the previous version has applied a lane: its events, and the last follower. */
export type EndOldDelivery = (lane: Lane) => Promise<ReadonlyMap<string, string | undefined>>;

/**
 * Takes over what programs of the previous version have left in their lanes, unless one of them is
 * delivering it. Returns the lanes that had something. `heir` delivers a batch that was prepared.
 * `endDelivery` refuses what a dead program may still send.
 */
export async function adoptOldLanes(
  pool: SqlPool,
  heir: string,
  endDelivery: EndOldDelivery,
): Promise<Lane[]> {
  const adopted: Lane[] = [];
  for (const lane of LANES) {
    const lock = LOCKS[lane];
    if (lock === undefined) continue;
    const isAdopted = await pool.begin(async (sql) => {
      const [taken] = await sql`
        select from pg_try_advisory_xact_lock(${lock}) as t (taken)
        where taken and exists (select from outbox where lane = ${lane})
          and not exists (select from outbox where lane = ${TAKEN_LANE})`;
      if (taken === undefined) return false;
      const reached = await endDelivery(lane);
      // The events after the batch stay where they are until it is delivered.
      if (lane === "main" && await adoptBatch(sql, heir, reached)) return true;
      if (lane === "fan_out") await keepProgress(sql, lane, reached);
      await sql`update outbox set lane = ${laneInRows(lane)} where lane = ${lane}`;
      return true;
    });
    if (isAdopted) adopted.push(lane);
  }
  return adopted;
}

/** Takes over the prepared batch without its applied events; returns whether there was one. */
async function adoptBatch(
  sql: Sql,
  heir: string,
  reached: ReadonlyMap<string, unknown>,
): Promise<boolean> {
  const [begun] = await sql<{ seqs: string[]; deltas: unknown }[]>`
    delete from deliveries where lane = 'main' returning seqs, deltas`;
  if (begun === undefined) return false;
  const rows = await sql<{ seq: string; id: string }[]>`
    select seq, id from outbox where seq = any(${begun.seqs}::bigint[]) order by seq`;
  const applied = rows.findLastIndex(({ id }) => reached.has(id)) + 1;
  const seqsOf = (some: { seq: string }[]) => some.map(({ seq }) => seq);
  const left = seqsOf(rows.slice(applied));
  await sql`delete from outbox where seq = any(${seqsOf(rows.slice(0, applied))}::bigint[])`;
  if (left.length === 0) return false;
  await sql`update outbox set lane = ${TAKEN_LANE} where seq = any(${left}::bigint[])`;
  await sql`
    insert into prepared_batches (lane, shard, origin, owner, parts, seqs, deltas)
    values ('main', 0, ${newId()}, ${heir}, -1, ${left}::bigint[],
      ${sql.json(begun.deltas as never)})`;
  return true;
}

/** The first of the old fan-outs may have reached some followers. */
async function keepProgress(
  sql: Sql,
  lane: Lane,
  reached: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const rows = await sql<{ seq: string; id: string; event: FeedEvent }[]>`
    select seq, id, event from outbox where lane = ${lane} order by seq limit 8`;
  for (const { seq, id, event } of rows) {
    const after = reached.get(id);
    if (after === undefined) continue;
    await sql`
      update outbox set event = ${sql.json({ ...event, after } as never)} where seq = ${seq}`;
  }
}
