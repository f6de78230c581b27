import type { RecordedEvent } from "../../domain/events/events.ts";
import type { FailedEvent } from "./failed_events.ts";
import type { Sql } from "../sql.ts";
import type { StoredEvent } from "../transact.ts";

/** Takes an event that fails alone, where they are delivered apart; null where all fail together. */
export type Apart = ((failed: FailedEvent) => void) | null;

/** What is done with events: first inside Postgres, then outside of it. */
export interface Delivering<D, M> {
  /** Notes what the events change; kept with them before anything leaves Postgres. */
  prepare: ((sql: Sql, events: RecordedEvent[]) => Promise<D>) | null;
  /** Finds out how far the world was told; whoever tells it more after that fences `deliver`. */
  readCheckpoint(): Promise<M>;
  /**
   * Tells the world; returns the events that remain to be done. With `apart`, these may be fewer
   * than before, and what was prepared is delivered without the events that are handed to `apart`.
   */
  deliver(
    sql: Sql,
    events: RecordedEvent[],
    prepared: D | null,
    checkpoint: M,
    apart: Apart,
  ): Promise<RecordedEvent[]>;
  /** Whether an error is the fault of the events, and not of a part that is down. */
  isFault(error: unknown): Promise<boolean>;
  /** Returns the event as far as it is still to be done. */
  rest(kept: StoredEvent, checkpoint: M): StoredEvent["event"];
  /** Called with an event that was parked. */
  parked(id: string, error: unknown): void;
}
