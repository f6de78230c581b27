import type { RecordedEvent } from "../domain/events.ts";
import type { Lane } from "../domain/lanes.ts";
import { countToDeliver, showsLoad } from "../domain/load.ts";
import { insertEvents, type KeptEvent, recordedEvent } from "./transact.ts";
import type { Sql, SqlPool } from "./sql.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** What is done with events: first inside Postgres, then outside of it. */
export interface Delivering<D, M> {
  /** Notes what the events change; kept with them before anything leaves Postgres. */
  prepare: ((sql: Sql, events: RecordedEvent[]) => Promise<D>) | null;
  /** Finds out how far the world was told; whoever tells it more after that fences `deliver`. */
  mark(): Promise<M>;
  /** Tells the world; answers the events that remain to be done. */
  deliver(
    sql: Sql,
    events: RecordedEvent[],
    prepared: D | null,
    mark: M,
  ): Promise<RecordedEvent[]>;
}

/**
 * Delivers some of the oldest events of a lane. Answers how many; "many" if they were all that
 * waited and told of so many doings that the next are worth gathering; null if another process
 * delivers the lane.
 */
export type TakeEvents = () => Promise<number | "many" | null>;

/**
 * A lane of the outbox, as one process empties it. Events are deleted in the transaction that
 * delivers them; what has to be prepared is committed before, mostly with the delivery before. One
 * process delivers a lane at a time. After a crash the same batch is delivered again.
 */
export function openLane<D, M>(
  pool: SqlPool,
  lane: Lane,
  limit: number,
  { prepare, mark, deliver }: Delivering<D, M>,
): TakeEvents {
  if (prepare === null) {
    return () =>
      alone(pool, lane, mark, async (sql, marked) => {
        const rows = await oldest(sql, lane, limit);
        if (rows.length === 0) return 0;
        const more = await deliver(sql, rows.map(recordedEvent), null, marked);
        await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`;
        if (more.length > 0) await insertEvents(sql, more);
        return rows.length;
      });
  }
  const prepareNext = async (sql: Sql): Promise<Batch<D> | null> => {
    const waiting = await oldest(sql, lane, limit);
    return waiting.length === 0 ? null : await prepareBatch(sql, lane, waiting, limit, prepare);
  };
  let ahead: Batch<D> | null = null;
  let mayPrepareAhead = true;
  return async () => {
    const begun = ahead ? { batch: ahead } : await alone(pool, lane, nothing, async (sql) => ({
      batch: await readBegun<D>(sql, lane) ?? await prepareNext(sql),
    }));
    if (begun === null) return null;
    const { batch } = begun;
    if (batch === null) return 0;
    // What was read before this call may lack what its caller was woken for: no time to rest.
    const isFresh = ahead === null;
    const isFirstTry = mayPrepareAhead;
    ahead = null;
    // If this fails, it may be what comes next that cannot be prepared: this is to end alone then.
    mayPrepareAhead = false;
    const done = await alone(pool, lane, mark, async (sql, marked) => {
      if (!await claimBatch(sql, lane, batch)) return null;
      const events = batch.rows.map(recordedEvent);
      const more = await deliver(sql, events, batch.deltas, marked);
      if (more.length > 0) await insertEvents(sql, more);
      // While more waits, a rest would let it grow.
      const isLoaded = batch.isAll && showsLoad(events);
      const next = isFirstTry && !isLoaded ? await prepareNext(sql) : null;
      return { taken: isLoaded && isFresh ? "many" as const : events.length, next };
    });
    mayPrepareAhead = true;
    ahead = done?.next ?? null;
    return done?.taken ?? null;
  };
}

/** Events that are being delivered, and what they were found to change. */
interface Batch<D> {
  seqs: readonly string[];
  rows: readonly OutboxRow[];
  deltas: D;
  /** Whether nothing else waited. */
  isAll: boolean;
}

/** Runs while nobody else delivers the lane; null if somebody does. */
async function alone<M, T>(
  pool: SqlPool,
  lane: Lane,
  mark: () => Promise<M>,
  run: (sql: Sql, marked: M) => Promise<T>,
): Promise<T | null> {
  const ran = await pool.begin(async (sql) => {
    const locking = sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`;
    const [[lock], marked] = await Promise.all([locking, mark()]);
    return lock!.taken ? { result: await run(sql, marked) } : null;
  }) as { result: T } | null;
  return ran && ran.result;
}

const nothing = () => Promise.resolve();

/** The batch that was prepared last and is not delivered, as far as this process knows. */
async function readBegun<D>(sql: Sql, lane: Lane): Promise<Batch<D> | null> {
  const [begun] = await sql<{ seqs: string[]; deltas: D }[]>`
    select seqs, deltas from deliveries where lane = ${lane}`;
  if (!begun) return null;
  const rows = await sql<OutboxRow[]>`
    select seq, id, event from outbox where seq = any(${begun.seqs}::bigint[]) order by seq`;
  return { ...begun, rows, isAll: false };
}

async function prepareBatch<D>(
  sql: Sql,
  lane: Lane,
  waiting: readonly OutboxRow[],
  limit: number,
  prepare: (sql: Sql, events: RecordedEvent[]) => Promise<D>,
): Promise<Batch<D>> {
  const rows = waiting.slice(0, countToDeliver(waiting.map(recordedEvent)));
  const seqs = rows.map((row) => row.seq);
  const deltas = await prepare(sql, rows.map(recordedEvent));
  await sql`
    insert into deliveries (lane, seqs, deltas)
    values (${lane}, ${seqs}::bigint[], ${sql.json(deltas as never)})`;
  return { seqs, rows, deltas, isAll: rows.length === waiting.length && rows.length < limit };
}

/** Deletes a batch that is about to be delivered; false if another process has delivered it. */
async function claimBatch<D>(sql: Sql, lane: Lane, { seqs }: Batch<D>): Promise<boolean> {
  const claimed = await sql`
    with batch as (
      delete from deliveries where lane = ${lane} and seqs = ${seqs as string[]}::bigint[]
      returning seqs
    ), gone as (
      delete from outbox o using batch b where o.seq = any(b.seqs)
    )
    select from batch`;
  return claimed.length > 0;
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
