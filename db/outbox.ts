import type { DomainEvent, Lane, RecordedEvent } from "../domain/events.ts";
import { insertEvents } from "./transact.ts";
import type { Sql, SqlPool } from "./sql.ts";

const LANE_LOCK: Record<Lane, number> = { main: 7_184_220_010, fan_out: 7_184_220_011 };

/**
 * Hands the oldest events of a lane to `deliver`, then deletes them, in one transaction. One
 * instance delivers a lane at a time; another that asks meanwhile gets null. A crash in between
 * delivers the same events again. Answers how many were taken.
 */
export function takeEvents(
  pool: SqlPool,
  lane: Lane,
  limit: number,
  deliver: (sql: Sql, events: RecordedEvent[]) => Promise<RecordedEvent[]>,
): Promise<number | null> {
  return pool.begin(async (sql) => {
    const [lock] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_xact_lock(${LANE_LOCK[lane]}) as taken`;
    if (!lock!.taken) return null;
    const rows = await sql<{ seq: string; id: string; event: OutboxEvent }[]>`
      select seq, id, event from outbox where lane = ${lane} order by seq limit ${limit}`;
    if (rows.length === 0) return 0;
    const events = rows.map(({ id, event: { origin, at, ...event } }) => ({
      id,
      origin,
      at,
      event: event as DomainEvent,
    }));
    const more = await deliver(sql, events);
    await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`;
    if (more.length > 0) await insertEvents(sql, more);
    return rows.length;
  }) as Promise<number | null>;
}

type OutboxEvent = DomainEvent & { origin: string; at: number };

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
