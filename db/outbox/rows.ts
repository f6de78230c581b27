import { type Lane, laneInRows } from "../../domain/events/lanes.ts";
import { ALL_PARTS, NO_PARTS, type Parts } from "../../domain/events/parts.ts";
import { one, type Sql } from "../sql.ts";
import type { StoredEvent } from "../transact.ts";

/** A waiting event. */
export interface OutboxRow extends StoredEvent {
  seq: string;
  /** The parts that still have to hear of it, as the text of a number. */
  parts: string;
}

/** Waiting events of a lane, oldest first. */
export interface Waiting {
  rows: readonly OutboxRow[];
  /** Whether more events may wait. */
  othersMayWait: boolean;
}

/** Lists the events after a number that have waited longest for these parts of a lane. */
export async function listOldest(
  sql: Sql,
  lane: Lane,
  parts: Parts,
  limit: number,
  after = 0n,
): Promise<Waiting> {
  const rows = await sql<OutboxRow[]>`
    select seq, id, event, deltas, parts from outbox
    where lane = ${laneInRows(lane)} ${
    parts === ALL_PARTS ? sql`` : sql`
      and parts & ${String(parts)}::bigint <> 0 and seq > ${String(after)}::bigint`
  }
    order by seq limit ${limit}`;
  return { rows, othersMayWait: rows.length === limit };
}

/** Divides events: only these parts still had to hear of the `last` ones. */
export function byRest(
  rows: readonly OutboxRow[],
  parts: Parts,
): { last: string[]; shared: string[] } {
  const [last, shared]: [string[], string[]] = [[], []];
  for (const row of rows) ((BigInt(row.parts) & ~parts) === NO_PARTS ? last : shared).push(row.seq);
  return { last, shared };
}

/** Takes these parts off events. Those that all parts have heard of are deleted. */
export async function takeOff(sql: Sql, seqs: readonly string[], parts: Parts): Promise<void> {
  await sql`
    update outbox set parts = parts & ~${String(parts)}::bigint
    where seq = any(${seqs}::bigint[])`;
  // Another statement, as this must see what others have taken off meanwhile.
  await sql`delete from outbox where seq = any(${seqs}::bigint[]) and parts = 0`;
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
