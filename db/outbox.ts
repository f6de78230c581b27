import type { DomainEvent, Lane, RecordedEvent } from "../domain/events.ts";
import { insertEvents } from "./transact.ts";
import type { Sql, SqlPool } from "./sql.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/** What is done with events: first inside Postgres, then outside of it. */
export interface Delivering<D> {
  /** Notes what the events change; kept with them before anything leaves Postgres. */
  prepare: ((sql: Sql, events: RecordedEvent[]) => Promise<D>) | null;
  /** Tells the world; answers the events that remain to be done. */
  deliver(sql: Sql, events: RecordedEvent[], prepared: D | null): Promise<RecordedEvent[]>;
}

/**
 * Delivers the oldest events of a lane and deletes them, in one transaction; what has to be prepared
 * is committed before. One instance delivers a lane at a time; another that asks meanwhile gets
 * null. A crash in between delivers the same batch again. Answers how many were taken.
 */
export async function takeEvents<D>(
  pool: SqlPool,
  lane: Lane,
  limit: number,
  work: Delivering<D>,
): Promise<number | null> {
  const { prepare } = work;
  if (prepare === null) {
    return await alone(pool, lane, async (sql) => {
      const seqs = (await oldest(sql, lane, limit)).map((row) => row.seq);
      return seqs.length === 0 ? 0 : await deliverRows(sql, seqs, null, work);
    });
  }
  const prepared = await alone(pool, lane, (sql) => prepareBatch(sql, lane, limit, prepare));
  if (prepared !== true) return prepared;
  return await alone(pool, lane, (sql) => deliverBatch(sql, lane, work));
}

function alone<T>(pool: SqlPool, lane: Lane, run: (sql: Sql) => Promise<T>): Promise<T | null> {
  return pool.begin(async (sql) => {
    const [lock] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`;
    return lock!.taken ? await run(sql) : null;
  }) as Promise<T | null>;
}

async function prepareBatch<D>(
  sql: Sql,
  lane: Lane,
  limit: number,
  prepare: (sql: Sql, events: RecordedEvent[]) => Promise<D>,
): Promise<true | 0> {
  const [begun] = await sql`select from deliveries where lane = ${lane}`;
  if (begun) return true;
  const rows = await oldest(sql, lane, limit);
  if (rows.length === 0) return 0;
  const deltas = await prepare(sql, rows.map(recorded));
  await sql`
    insert into deliveries (lane, seqs, deltas)
    values (${lane}, ${rows.map((row) => row.seq)}::bigint[], ${sql.json(deltas as never)})`;
  return true;
}

async function deliverBatch<D>(sql: Sql, lane: Lane, work: Delivering<D>): Promise<number> {
  const [batch] = await sql<{ seqs: string[]; deltas: D }[]>`
    delete from deliveries where lane = ${lane} returning seqs::text[], deltas`;
  return batch ? await deliverRows(sql, batch.seqs, batch.deltas, work) : 0;
}

async function deliverRows<D>(
  sql: Sql,
  seqs: string[],
  prepared: D | null,
  { deliver }: Delivering<D>,
): Promise<number> {
  const rows = await sql<OutboxRow[]>`
    delete from outbox where seq = any(${seqs}::bigint[]) returning seq, id, event`;
  const ordered = [...rows].sort((a, b) => Number(a.seq) - Number(b.seq));
  const more = await deliver(sql, ordered.map(recorded), prepared);
  if (more.length > 0) await insertEvents(sql, more);
  return rows.length;
}

async function oldest(sql: Sql, lane: Lane, limit: number): Promise<OutboxRow[]> {
  return await sql<OutboxRow[]>`
    select seq, id, event from outbox where lane = ${lane} order by seq limit ${limit}`;
}

interface OutboxRow {
  seq: string;
  id: string;
  event: DomainEvent & { origin: string; at: number };
}

function recorded({ id, event: { origin, at, ...event } }: OutboxRow): RecordedEvent {
  return { id, origin, at, event: event as DomainEvent };
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
