import type { UserId } from "../../domain/ids.ts";
import type { FailedEvent } from "../../domain/events/delivery.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import type { OutboxRow } from "./rows.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";
import { type StoredEvent, storedEvent } from "../transact.ts";

const ERROR_LENGTH_MAX = 2000;

/**
 * Parks a waiting event. Returns false if it does not wait any more. If `event` is not null, it is
 * stored in its place.
 */
export async function parkOldest(
  sql: Sql,
  { seq }: OutboxRow,
  { event, error, tries }: { event: StoredEvent["event"] | null; error: unknown; tries: number },
): Promise<boolean> {
  const { count } = await sql`
    with taken as (delete from outbox where seq = ${seq} returning id, lane, event, deltas)
    insert into failed_events (id, lane, event, deltas, error, tries)
    select id, lane, coalesce(${event && sql.json(event as never)}::json, event), deltas, ${
    textOf(error)
  }, ${tries} from taken`;
  return count === 1;
}

/** Parks events that the transaction has deleted from the outbox. */
export async function parkTaken(
  sql: Sql,
  lane: Lane,
  failed: readonly FailedEvent[],
  tries: number,
): Promise<void> {
  for (const { recorded, deltas, error } of failed) {
    const { id, event } = storedEvent(recorded);
    await sql`
      insert into failed_events (id, lane, event, deltas, error, tries)
      values (${id}, ${lane}, ${sql.json(event as never)}, ${sql.json(deltas as never)},
        ${textOf(error)}, ${tries})`;
  }
}

/** A parked event. */
export interface ParkedEvent {
  id: string;
  type: string | null;
  error: string;
  tries: number;
  failedAt: Date;
}

/** Lists some parked events, oldest first. */
export async function listParkedEvents(sql: Sql, limit: number): Promise<ParkedEvent[]> {
  return await sql<ParkedEvent[]>`
    select id, event ->> 'type' as type, error, tries, failed_at from failed_events
    order by failed_at, id limit ${limit}`;
}

/** Counts the parked events. */
export async function countParkedEvents(sql: Sql): Promise<number> {
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int as count from failed_events`);
  return count;
}

/** Puts these parked events, or all (null), back into their lanes in order; returns how many. */
export async function retryParkedEvents(
  pool: SqlPool,
  ids: readonly string[] | null,
): Promise<number> {
  const { count } = await pool`
    with taken as (
    delete from failed_events ${ids ? pool`where id = any(${ids}::uuid[])` : pool``}
      returning id, lane, event, deltas
    )
    insert into outbox (id, lane, event, deltas)
    select id, lane, event, deltas from taken order by id`;
  return count;
}

/** Deletes parked events that name a person, except those with the likes of many people. */
export async function eraseParkedEvents(sql: Sql, userId: UserId): Promise<void> {
  await sql`
    delete from failed_events
    where strpos(event::text, ${userId}) > 0 and event ->> 'type' is distinct from 'likes.changed'`;
}

function textOf(error: unknown): string {
  return String(error).replaceAll("\0", "").slice(0, ERROR_LENGTH_MAX);
}
