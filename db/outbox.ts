import type { Lane, RecordedEvent } from "../domain/events.ts";
import { countToDeliver, showsLoad } from "../domain/load.ts";
import { insertEvents, type KeptEvent, recordedEvent } from "./transact.ts";
import type { Sql, SqlPool } from "./sql.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** What is done with events: first inside Postgres, then outside of it. */
export interface Delivering<D> {
  /** Notes what the events change; kept with them before anything leaves Postgres. */
  prepare: ((sql: Sql, events: RecordedEvent[]) => Promise<D>) | null;
  /** Tells the world; answers the events that remain to be done. */
  deliver(sql: Sql, events: RecordedEvent[], prepared: D | null): Promise<RecordedEvent[]>;
}

/** Answers how many events of a lane were delivered; see {@link openLane}. */
export type TakeEvents = () => Promise<number | "many" | null>;

/**
 * A lane of the outbox, as one process empties it: each call delivers some of the oldest events and
 * deletes them, in one transaction; what has to be prepared is committed before, mostly with the
 * delivery before. One instance delivers a lane at a time; another that asks meanwhile gets null. A
 * crash in between delivers the same batch again. Answers how many were taken, or "many" if they
 * were all that waited and told of so many doings that the next are worth gathering.
 */
export function openLane<D>(
  pool: SqlPool,
  lane: Lane,
  limit: number,
  { prepare, deliver }: Delivering<D>,
): TakeEvents {
  if (prepare === null) {
    return () =>
      alone(pool, lane, (sql) => oldest(sql, lane, limit), async (sql, rows) => {
        if (rows.length === 0) return 0;
        const more = await deliver(sql, rows.map(recordedEvent), null);
        await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`;
        if (more.length > 0) await insertEvents(sql, more);
        return rows.length;
      });
  }
  let next: Batch<D> | null = null;
  const begin = () =>
    alone(
      pool,
      lane,
      (sql) => Promise.all([readBegun<D>(sql, lane), oldest(sql, lane, limit)]),
      async (sql, [begun, rows]) => begun ?? await prepareBatch(sql, lane, rows, limit, prepare),
    );
  return async () => {
    const batch = next ?? await begin();
    next = null;
    if (batch === null) return null;
    if (batch === "none") return 0;
    const done = await alone(
      pool,
      lane,
      (sql) => endBatch(sql, lane, batch),
      async (sql, isMine) => {
        if (!isMine) return null;
        const events = batch.rows.map(recordedEvent);
        const more = await deliver(sql, events, batch.deltas);
        if (more.length > 0) await insertEvents(sql, more);
        // While more waits, a rest would let it grow.
        if (batch.isAll && showsLoad(events)) return { taken: "many", next: null } as const;
        const waiting = await oldest(sql, lane, limit);
        const prepared = await prepareBatch(sql, lane, waiting, limit, prepare);
        return { taken: events.length, next: prepared === "none" ? null : prepared };
      },
    );
    next = done?.next ?? null;
    return done?.taken ?? null;
  };
}

/** Events that are being delivered, and what they were found to change. */
interface Batch<D> {
  deltas: D;
  rows: readonly OutboxRow[];
  /** Whether nothing else waited. */
  isAll: boolean;
}

/** Reads and runs while nobody else delivers the lane. What is read is asked for with the lock, in one trip. */
function alone<R, T>(
  pool: SqlPool,
  lane: Lane,
  read: (sql: Sql) => Promise<R>,
  run: (sql: Sql, found: R) => Promise<T> | T,
): Promise<T | null> {
  return pool.begin(async (sql) => {
    // Sent now: a query that is not executed waits until it is awaited, and what was read before
    // the lock may be what somebody else has just delivered.
    const locking = sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`.execute();
    const [[lock], found] = await Promise.all([locking, read(sql)]);
    if (!lock!.taken) throw new BusyElsewhere();
    return await run(sql, found);
  }).catch((error) => {
    if (error instanceof BusyElsewhere) return null;
    throw error;
  }) as Promise<T | null>;
}

/** Undoes what was asked for together with a lock that somebody else has. */
class BusyElsewhere extends Error {}

/** The batch that was begun by a process that did not finish it. */
async function readBegun<D>(sql: Sql, lane: Lane): Promise<Batch<D> | null> {
  const [begun] = await sql<{ seqs: string[]; deltas: D }[]>`
    select seqs, deltas from deliveries where lane = ${lane}`;
  if (!begun) return null;
  const rows = await sql<OutboxRow[]>`
    select seq, id, event from outbox where seq = any(${begun.seqs}::bigint[]) order by seq`;
  return { deltas: begun.deltas, rows, isAll: false };
}

async function prepareBatch<D>(
  sql: Sql,
  lane: Lane,
  waiting: readonly OutboxRow[],
  limit: number,
  prepare: (sql: Sql, events: RecordedEvent[]) => Promise<D>,
): Promise<Batch<D> | "none"> {
  if (waiting.length === 0) return "none";
  const rows = waiting.slice(0, countToDeliver(waiting.map(recordedEvent)));
  const deltas = await prepare(sql, rows.map(recordedEvent));
  await sql`
    insert into deliveries (lane, seqs, deltas)
    values (${lane}, ${rows.map((row) => row.seq)}::bigint[], ${sql.json(deltas as never)})`;
  return { deltas, rows, isAll: rows.length === waiting.length && rows.length < limit };
}

/** Deletes a batch; false if another process has delivered it since. */
async function endBatch<D>(sql: Sql, lane: Lane, batch: Batch<D>): Promise<boolean> {
  const { count } = await sql`
    with batch as (
      delete from deliveries
      where lane = ${lane} and seqs = ${batch.rows.map((row) => row.seq)}::bigint[]
      returning seqs)
    delete from outbox o using batch b where o.seq = any(b.seqs)`;
  return count > 0;
}

async function oldest(sql: Sql, lane: Lane, limit: number): Promise<OutboxRow[]> {
  return await sql<OutboxRow[]>`
    select seq, id, event from outbox where lane = ${lane} order by seq limit ${limit}`;
}

interface OutboxRow extends KeptEvent {
  seq: string;
}

/** Runs `read` while no event of the main lane is half delivered. */
export function betweenDeliveries<T>(pool: SqlPool, read: (sql: Sql) => Promise<T>): Promise<T> {
  return pool.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock_shared(${LANE_LOCK.main})`;
    return await read(sql);
  }) as Promise<T>;
}

/** How many events wait in the outbox and for how many seconds the oldest has waited. */
export async function outboxBacklog(sql: Sql): Promise<{ events: number; oldestSeconds: number }> {
  const [row] = await sql<{ events: number; oldestSeconds: number }[]>`
    select count(*)::int as events,
      coalesce(extract(epoch from now() - min(created_at)), 0)::float as oldest_seconds
    from outbox`;
  return row!;
}
