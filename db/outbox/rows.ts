import type { RecordedEvent } from "../../domain/events/events.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import { countToDeliver } from "../../domain/events/load.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";
import { recordedEvent, type StoredEvent } from "../transact.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** Events that are being delivered, and what they were found to change. */
export interface Batch<D> {
  seqs: readonly string[];
  rows: readonly OutboxRow[];
  deltas: D;
  /** Whether nothing else waited. */
  isAll: boolean;
}

/** Runs while nobody else delivers the lane; null if somebody does. */
export async function withLaneLock<M, T>(
  pool: SqlPool,
  lane: Lane,
  readCheckpoint: () => Promise<M>,
  run: (sql: Sql, checkpoint: M) => Promise<T>,
): Promise<T | null> {
  const ran = await pool.begin(async (sql) => {
    const locking = one(sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`);
    const [{ taken }, checkpoint] = await Promise.all([locking, readCheckpoint()]);
    return taken ? { result: await run(sql, checkpoint) } : null;
  }) as { result: T } | null;
  return ran && ran.result;
}

/** Reads no checkpoint. */
export const noCheckpoint = () => Promise.resolve();

/** Reads the batch that was prepared last and is not delivered, as far as this process knows. */
export async function readBegun<D>(sql: Sql, lane: Lane): Promise<Batch<D> | null> {
  const [begun] = await sql<{ seqs: string[]; deltas: D }[]>`
    select seqs, deltas from deliveries where lane = ${lane}`;
  if (!begun) return null;
  const rows = await sql<OutboxRow[]>`
    select seq, id, event, deltas from outbox where seq = any(${begun.seqs}::bigint[]) order by seq`;
  return { ...begun, rows, isAll: false };
}

/** Records what some events change, and begins a batch of as many as one delivery takes. */
export async function prepareBatch<D>(
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
export async function claimBatch<D>(sql: Sql, lane: Lane, { seqs }: Batch<D>): Promise<boolean> {
  const claimed = await sql`
    with batch as (
      delete from deliveries where lane = ${lane} and seqs = ${seqs}::bigint[]
      returning seqs
    ), gone as (
      delete from outbox o using batch b where o.seq = any(b.seqs)
    )
    select from batch`;
  return claimed.length > 0;
}

/** Lists the events of a lane that have waited for longest. */
export async function oldest(sql: Sql, lane: Lane, limit: number): Promise<OutboxRow[]> {
  return await sql<OutboxRow[]>`
    select seq, id, event, deltas from outbox where lane = ${lane} order by seq limit ${limit}`;
}

/** An event that waits. */
export interface OutboxRow extends StoredEvent {
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
  return await one(sql<{ events: number; oldestSeconds: number }[]>`
    select count(*)::int as events,
      coalesce(extract(epoch from now() - min(created_at)), 0)::float as oldest_seconds
    from outbox`);
}
