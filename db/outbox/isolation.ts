import type { Lane } from "../../domain/events/lanes.ts";
import type { Ownership } from "../../domain/events/ownership.ts";
import { NO_PARTS, type Parts } from "../../domain/events/parts.ts";
import { isTooSlow, type Sql, type SqlPool } from "../sql.ts";
import { holdInstance } from "./instances.ts";
import { parkWaiting } from "./failed_events.ts";
import { listOldest, type OutboxRow, type Waiting } from "./rows.ts";

/** The options of every lane. */
export interface LaneOptions {
  pool: SqlPool;
  lane: Lane;
  /** The KV store that the lane is delivered to, of the parts that this instance owns. */
  shard: number;
  ownership: Ownership;
  /** How many events one delivery takes at most. */
  limit: number;
  /** Whether an error is the fault of the events, and not of a service that is down. */
  isFault(error: unknown): Promise<boolean>;
  onParked(eventId: string, error: unknown): void;
}

/** Reads the oldest events of these parts of a lane, as many as the delivery may take. */
export type ReadOldest = (sql: Sql, parts: Parts) => Promise<Waiting>;

/**
 * Tries with half as many events after each fault, until one event fails alone. Parks that event,
 * unless the others think this instance dead. Throws errors that are no fault of the events.
 */
export async function isolateFault<T>(
  { pool, lane, ownership, limit, isFault, onParked }: LaneOptions,
  triesBefore: number,
  attempt: (read: ReadOldest) => Promise<T>,
): Promise<T | { state: "parked" | "busy" }> {
  const { id } = ownership;
  for (let size = limit;; size = Math.floor(size / 2)) {
    let tried: readonly OutboxRow[] = [];
    let parts = NO_PARTS;
    try {
      return await attempt(async (sql, owned) => {
        parts = owned;
        const waiting = await listOldest(sql, lane, parts, size);
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
      const isParked = await pool.begin(async (sql) => {
        if (!await holdInstance(sql, id)) return false;
        await parkWaiting(sql, row, { lane, parts, error, tries: triesBefore });
        return true;
      });
      if (!isParked) return { state: "busy" };
      onParked(row.id, error);
      return { state: "parked" };
    }
  }
}
