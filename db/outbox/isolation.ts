import type { Lane } from "../../domain/events/lanes.ts";
import { isTooSlow, type Sql, type SqlPool } from "../sql.ts";
import type { StoredEvent } from "../transact.ts";
import { parkOldest } from "./failed_events.ts";
import { withLaneLock } from "./lane_lock.ts";
import { listOldest, type OutboxRow, type Waiting } from "./rows.ts";

/** The options of every lane. */
export interface LaneOptions {
  pool: SqlPool;
  lane: Lane;
  /** How many events one delivery takes at most. */
  limit: number;
  /** Whether an error is the fault of the events, and not of a service that is down. */
  isFault(error: unknown): Promise<boolean>;
  onParked(eventId: string, error: unknown): void;
}

/** Reads the oldest events of a lane, as many as the delivery may take. */
export type ReadOldest = (sql: Sql) => Promise<Waiting>;

const noRemaining = () => Promise.resolve(null);

/**
 * Tries with half as many events after each fault, until one event fails alone. Parks that event,
 * or the undelivered part of it that `readRemaining` returns. Throws errors that are no fault of
 * the events.
 */
export async function isolateFault<T>(
  { pool, lane, limit, isFault, onParked }: LaneOptions,
  triesBefore: number,
  attempt: (read: ReadOldest) => Promise<T>,
  readRemaining: (row: OutboxRow) => Promise<StoredEvent["event"] | null> = noRemaining,
): Promise<T | { state: "parked" }> {
  for (let size = limit;; size = Math.floor(size / 2)) {
    let tried: readonly OutboxRow[] = [];
    try {
      return await attempt(async (sql) => {
        const waiting = await listOldest(sql, lane, size);
        tried = waiting.rows;
        return waiting;
      });
    } catch (error) {
      const [row] = tried;
      const isSlow = isTooSlow(error);
      if (row === undefined || !(isSlow || await isFault(error))) throw error;
      if (size > 1) continue;
      // Postgres itself may be slow, which is no reason to park an event.
      if (isSlow) throw error;
      const isParked = await withLaneLock(
        pool,
        lane,
        () => readRemaining(row),
        (sql, event) => parkOldest(sql, row, { event, error, tries: triesBefore }),
      );
      if (isParked === true) onParked(row.id, error);
      return { state: "parked" };
    }
  }
}
