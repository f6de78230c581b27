import type { UserId } from "../../domain/ids.ts";
import type { FailedEvent } from "../../domain/events/delivery.ts";
import { type Lane, laneInRows } from "../../domain/events/lanes.ts";
import type { Parts } from "../../domain/events/parts.ts";
import { type OutboxRow, takeOff } from "./rows.ts";
import { one, type Sql, type SqlPool } from "../sql.ts";
import { type StoredEvent, storedEvent } from "../transact.ts";

const ERROR_LENGTH_MAX = 2000;

/** How an event of a lane failed for the people in some parts. */
interface Failure {
  lane: Lane;
  parts: Parts;
  error: unknown;
  tries: number;
}

/** Parks a waiting event for these parts. The other parts still hear of it. */
export async function parkWaiting(sql: Sql, row: OutboxRow, failure: Failure): Promise<void> {
  await park(sql, row, failure);
  await takeOff(sql, [row.seq], failure.parts);
}

/** Parks events that the transaction has taken off the outbox. */
export async function parkTaken(
  sql: Sql,
  failed: readonly FailedEvent[],
  failure: Omit<Failure, "error">,
): Promise<void> {
  for (const { recorded, deltas, error } of failed) {
    await park(sql, { ...storedEvent(recorded), deltas }, { ...failure, error });
  }
}

async function park(sql: Sql, failed: StoredEvent, { lane, parts, error, tries }: Failure) {
  const { id, event, deltas = null } = failed;
  // Instances that fail at the same event park it together.
  await sql`
    insert into failed_events as f (id, lane, parts, event, deltas, error, tries)
    values (${id}, ${laneInRows(lane)}, ${String(parts)}::bigint,
      ${JSON.stringify(event)}::text::json, ${deltas && sql.json(deltas as never)}, ${
    textOf(error)
  },
      ${tries})
    on conflict (id) do update set parts = f.parts | excluded.parts,
      deltas = (coalesce(f.deltas::jsonb, '[]') || coalesce(excluded.deltas::jsonb, '[]'))::json`;
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
      returning id, lane, parts, event, deltas
    )
    insert into outbox (id, lane, parts, event, deltas)
    select id, lane, parts, event, deltas from taken order by id`;
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
