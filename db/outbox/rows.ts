import type { Lane } from "../../domain/events/lanes.ts";
import { one, type Sql } from "../sql.ts";
import type { StoredEvent } from "../transact.ts";

/** A waiting event. */
export interface OutboxRow extends StoredEvent {
  seq: string;
}

/** Waiting events of a lane, oldest first. */
export interface Waiting {
  rows: readonly OutboxRow[];
  /** Whether more events may wait. */
  othersMayWait: boolean;
}

/** Lists the events of a lane that have waited longest. */
export async function listOldest(sql: Sql, lane: Lane, limit: number): Promise<Waiting> {
  const rows = await sql<OutboxRow[]>`
    select seq, id, event, deltas from outbox where lane = ${lane} order by seq limit ${limit}`;
  return { rows, othersMayWait: rows.length === limit };
}

/** Counts the events in the outbox, and the seconds that the oldest has waited. */
export async function outboxBacklog(sql: Sql): Promise<{ events: number; oldestSeconds: number }> {
  return await one(sql<{ events: number; oldestSeconds: number }[]>`
    select count(*)::int as events,
      coalesce(extract(epoch from now() - min(created_at)), 0)::float as oldest_seconds
    from outbox`);
}

/** Returns the seconds that the oldest event in the outbox has waited; 0 without events. */
export async function oldestEventSeconds(sql: Sql): Promise<number> {
  const [oldest] = await sql<{ seconds: number }[]>`
    select greatest(0, extract(epoch from now() - created_at))::float as seconds
    from outbox order by seq limit 1`;
  return oldest?.seconds ?? 0;
}
