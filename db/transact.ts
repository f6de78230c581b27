import {
  countersOf,
  type DomainEvent,
  invalidationsOf,
  laneOf,
  type RecordedEvent,
} from "../domain/events/events.ts";
import { newId } from "../domain/ids.ts";
import { partsOf } from "../domain/events/parts.ts";
import type { InboxDelta } from "../domain/notifications/inbox.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import { type Invalidation, invalidationsText } from "../domain/events/invalidations.ts";
import { laneInRows } from "../domain/events/lanes.ts";
import { isDeadlock, isDown, one, type Sql, type SqlPool } from "./sql.ts";

/** The database for writers. */
export interface Db {
  sql: SqlPool;
  writerId: WriterId;
  /**
   * Called with the events of each committed transaction, before the response is sent. `xid` is the
   * number of the transaction, or null if it has recorded no event.
   */
  committed(events: readonly RecordedEvent[], xid: number | null): void;
  /** Called for each kind of work that a committed transaction leaves to the jobs. */
  wake(work: Work, at: Date | null): void;
  /** Called with the invalidations of a write whose outcome is unknown. */
  outcomeUnknown(invalidations: readonly Invalidation[]): void;
}

/** Work that a transaction leaves to a job. */
export type Work =
  | "media"
  | "videos"
  | "video_moves"
  | "mails"
  | "exports"
  | "scheduled_posts"
  | "objects"
  | "space_counts"
  | "space_members";

/** A transaction, with the events that it records and the jobs that it wakes. */
export interface Tx {
  sql: Sql;
  record(...events: DomainEvent[]): void;
  /** Wakes the job for this work after the commit, or at `at`. The last call wins. */
  wake(work: Work, at?: Date): void;
}

const TRIES_MAX = 4;

/**
 * Runs one write in one transaction with its events: both are stored, or neither. After a deadlock
 * Postgres undoes the transaction, and it is run again.
 */
export async function transact<T>(db: Db, write: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await transactOnce(db, write);
    } catch (error) {
      if (tries === TRIES_MAX || !isDeadlock(error)) throw error;
    }
  }
}

async function transactOnce<T>(db: Db, write: (tx: Tx) => Promise<T>): Promise<T> {
  const recorded: RecordedEvent[] = [];
  const woken = new Map<Work, Date | null>();
  const writing = db.sql.begin(async (sql) => {
    const record = (...events: DomainEvent[]) => {
      for (const event of events) {
        recorded.push({ id: newId(), writerId: db.writerId.value, at: Date.now(), event });
      }
    };
    const wake = (work: Work, at?: Date) => void woken.set(work, at ?? null);
    const written = await write({ sql, record, wake });
    // Insert the events last. If two transactions write the same row, its lock then puts the
    // numbers of their events in the order of the writes.
    if (recorded.length === 0) return { written, xid: null };
    const [, xid] = await Promise.all([insertEvents(sql, recorded), invalidate(sql, recorded)]);
    return { written, xid };
  });
  const { written, xid } = await withUnknownOutcome(
    db,
    writing,
    () => recorded.flatMap(({ event }) => invalidationsOf(event)),
  );
  db.committed(recorded, xid);
  for (const [work, at] of woken) db.wake(work, at);
  return written as T;
}

/** Waits for a write. If its connection is lost, reports its invalidations, as it may be stored. */
export async function withUnknownOutcome<T>(
  db: Db,
  writing: PromiseLike<T>,
  invalidations: () => readonly Invalidation[],
): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (isDown(error)) db.outcomeUnknown(invalidations());
    throw error;
  }
}

/** Puts events into the outbox, in order. */
export async function insertEvents(sql: Sql, events: readonly RecordedEvent[]): Promise<void> {
  const rows = JSON.stringify(events.map((recorded) => ({
    ...storedEvent(recorded),
    lane: laneInRows(laneOf(recorded.event)),
    parts: String(partsOf(recorded.id, recorded.event)),
  })));
  await sql`
    insert into outbox (id, lane, parts, event)
    select id, lane, parts, event
    from json_to_recordset(${rows}::text::json) as r (id uuid, lane text, parts bigint, event json)`;
}

/**
 * Tells all instances what the events of a transaction outdate, as soon as it is committed. Returns
 * the number of the transaction.
 */
async function invalidate(sql: Sql, recorded: readonly RecordedEvent[]): Promise<number> {
  const events = recorded.map(({ event }) => event);
  const entries = invalidationsText(events.flatMap(invalidationsOf));
  const counters = events.flatMap(countersOf);
  const { xid } = await one(sql<{ xid: string }[]>`
    with told as (
      insert into invalidations (writer, entries, counters)
      select ${recorded[0]!.writerId}, ${entries},
        ${counters.length > 0 ? JSON.stringify(counters) : null}::text::json
      where ${entries !== "" || counters.length > 0}
    )
    select pg_current_xact_id()::text as xid`);
  return Number(xid);
}

/** An event as the outbox stores it: `origin` is the id of its writer. */
export interface StoredEvent {
  id: string;
  event: DomainEvent & { origin: string; at: number };
  /** The changes of inboxes that were prepared before it was parked. */
  deltas?: InboxDelta[] | null;
}

/** Returns an event as the outbox stores it. */
export function storedEvent({ id, writerId, at, event }: RecordedEvent): StoredEvent {
  return { id, event: { origin: writerId, at, ...event } };
}

/** Returns the event of a row of the outbox. */
export function recordedEvent({ id, event: kept, deltas }: StoredEvent): RecordedEvent {
  const { origin: writerId, at, ...event } = kept;
  return { id, writerId, at, event: event as DomainEvent, ...(deltas ? { deltas } : {}) };
}
