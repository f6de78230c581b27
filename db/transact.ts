import {
  type DomainEvent,
  invalidationsOf,
  laneOf,
  type RecordedEvent,
} from "../domain/events/events.ts";
import { newId } from "../domain/ids.ts";
import type { InboxDelta } from "../domain/notifications/inbox.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { Invalidation } from "../domain/events/invalidations.ts";
import { isDeadlock, isDown, type Sql, type SqlPool } from "./sql.ts";

/** The database as writers see it. */
export interface Db {
  sql: SqlPool;
  writerId: WriterId;
  /** Called with the events of each committed transaction, before the response is sent. */
  committed(events: readonly RecordedEvent[]): void;
  /** Called for each kind of work that a committed transaction has left to the jobs. */
  wake(work: Work, at: Date | null): void;
  /** Called with what a write outdates when its connection was lost before Postgres confirmed it. */
  outcomeUnknown(invalidations: readonly Invalidation[]): void;
}

/** Work that a transaction leaves to a job. */
export type Work = "media" | "mails" | "exports" | "scheduled_posts";

/** A transaction, with the events that it records and the jobs that it wakes. */
export interface Tx {
  sql: Sql;
  record(...events: DomainEvent[]): void;
  /** Wakes the job for this work after the commit, or at `at`; of several times the last counts. */
  wake(work: Work, at?: Date): void;
}

const TRIES_MAX = 4;

/**
 * Runs one write in one transaction with its events inside: both are kept, or neither. A write
 * that waits for another which waits for it is undone by Postgres and run again.
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
    // Last of all: when events of two transactions touch one row, the row's lock has put their
    // numbers in the order of the writes.
    if (recorded.length > 0) await insertEvents(sql, recorded);
    return { written };
  });
  const { written } = await withUnknownOutcome(
    db,
    writing,
    () => recorded.flatMap(({ event }) => invalidationsOf(event)),
  );
  db.committed(recorded);
  for (const [work, at] of woken) db.wake(work, at);
  return written as T;
}

/** Waits for a write. If its connection is lost, nobody knows whether it was kept: memory may be old. */
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
  const rows = JSON.stringify(
    events.map((recorded) => ({ ...storedEvent(recorded), lane: laneOf(recorded.event) })),
  );
  await sql`
    insert into outbox (id, lane, event)
    select id, lane, event
    from json_to_recordset(${rows}::text::json) as r (id uuid, lane text, event json)`;
}

/** An event as the outbox stores it: `origin` is the id of its writer. */
export interface StoredEvent {
  id: string;
  event: DomainEvent & { origin: string; at: number };
  /** What it was found to change before it was parked. */
  deltas?: InboxDelta[] | null;
}

/** Returns an event as the outbox keeps it. */
export function storedEvent({ id, writerId, at, event }: RecordedEvent): StoredEvent {
  return { id, event: { origin: writerId, at, ...event } };
}

/** Returns what was put into the outbox. */
export function recordedEvent({ id, event: kept, deltas }: StoredEvent): RecordedEvent {
  const { origin: writerId, at, ...event } = kept;
  return { id, writerId, at, event: event as DomainEvent, ...(deltas ? { deltas } : {}) };
}
