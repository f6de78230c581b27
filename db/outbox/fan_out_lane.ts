import { delivered, type DeliveryResult, type OutboxLane } from "../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";
import { insertEvents, recordedEvent, type StoredEvent } from "../transact.ts";
import { isolateFault, type LaneOptions, type ReadOldest } from "./isolation.ts";
import { withLaneLock } from "./lane_lock.ts";
import { listOldest } from "./rows.ts";

/** Options for the delivery of fan-outs, a few pages at a time, up to a checkpoint (`C`). */
export interface FanOutLaneOptions<C> extends LaneOptions {
  /** Reads the lane's checkpoint. If another process advances it afterwards, `deliver` fails. */
  readCheckpoint(): Promise<C>;
  /** Continues fan-outs and returns those that are not done. With `isPart`, more events wait. */
  deliver(
    sql: Sql,
    events: RecordedEvent[],
    checkpoint: C,
    options: { isPart: boolean },
  ): Promise<RecordedEvent[]>;
  /** Returns the remaining part of a fan-out, or null if the checkpoint does not mention it. */
  remaining(stored: StoredEvent, checkpoint: C): StoredEvent["event"] | null;
}

/**
 * A lane whose events need no preparation. The transaction that deletes an unfinished fan-out puts
 * it back into the outbox, so that others have their turn.
 */
export class FanOutLane<C> implements OutboxLane {
  readonly #options: FanOutLaneOptions<C>;

  constructor(options: FanOutLaneOptions<C>) {
    this.#options = options;
  }

  async deliverSome(triesBefore = 0): Promise<DeliveryResult> {
    const { lane, limit, readCheckpoint, remaining } = this.#options;
    if (triesBefore < DELIVERY_TRIES_MAX) {
      return await this.#deliver((sql) => listOldest(sql, lane, limit), { isPart: false });
    }
    return await isolateFault(
      this.#options,
      triesBefore,
      (read) => this.#deliver(read, { isPart: true }),
      async (row) => remaining(row, await readCheckpoint()),
    );
  }

  #deliver(read: ReadOldest, options: { isPart: boolean }): Promise<DeliveryResult> {
    const { pool, lane, readCheckpoint, deliver } = this.#options;
    return withLaneLock(pool, lane, readCheckpoint, async (sql, checkpoint) => {
      const { rows, othersMayWait } = await read(sql);
      if (rows.length === 0) return { state: "empty" };
      const events = rows.map(recordedEvent);
      const unfinished = await deliver(sql, events, checkpoint, options);
      await sql`delete from outbox where seq = any(${rows.map((row) => row.seq)}::bigint[])`;
      if (unfinished.length > 0) await insertEvents(sql, unfinished);
      return delivered(events, { othersMayWait: othersMayWait || unfinished.length > 0 });
    });
  }
}
