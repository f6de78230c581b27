import {
  delivered,
  type DeliveryResult,
  type FailedEvent,
  type OutboxLane,
} from "../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import { showsLoad } from "../../domain/events/load.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";
import { recordedEvent } from "../transact.ts";
import { type Batch, claimBatch, findBatch, prepareBatch } from "./batches.ts";
import { parkTaken } from "./failed_events.ts";
import { isolateFault, type LaneOptions, type ReadOldest } from "./isolation.ts";
import { BUSY, noCheckpoint, withLaneLock } from "./lane_lock.ts";
import { listOldest } from "./rows.ts";

/** Options for events that are prepared in Postgres (`D`), then applied to a checkpoint (`C`). */
export interface PreparedLaneOptions<D, C> extends LaneOptions {
  /** Writes the changes of events. They are committed before anything leaves Postgres. */
  prepare(sql: Sql, events: RecordedEvent[]): Promise<D>;
  /** Reads the lane's checkpoint. If another process advances it afterwards, `deliver` fails. */
  readCheckpoint(): Promise<C>;
  /** Applies a batch. With `isIsolating` it returns the events that fail alone. */
  deliver(
    events: RecordedEvent[],
    prepared: D,
    checkpoint: C,
    options: { isIsolating: boolean },
  ): Promise<FailedEvent[]>;
}

const EMPTY = { state: "empty" } as const;

/**
 * A lane whose events are prepared in one transaction, then delivered and deleted in the next.
 * After a crash the same batch is delivered again. The transaction that ends a batch also prepares
 * the next one, unless that gathers under load: a delivery then costs one commit.
 */
export class PreparedLane<D, C> implements OutboxLane {
  readonly #options: PreparedLaneOptions<D, C>;
  readonly #readOldest: ReadOldest;
  #prefetched: Batch<D> | null = null;
  #mayPrefetch = true;

  constructor(options: PreparedLaneOptions<D, C>) {
    this.#options = options;
    this.#readOldest = (sql) => listOldest(sql, options.lane, options.limit);
  }

  async deliverSome(triesBefore = 0): Promise<DeliveryResult> {
    const batch = this.#prefetched ?? await this.#begin(triesBefore);
    this.#prefetched = null;
    if (batch.state !== "prepared") return batch;
    const mayPrefetch = this.#mayPrefetch;
    // If this transaction fails, preparing the next batch may be the cause: retry without it.
    this.#mayPrefetch = false;
    const result = await this.#deliver(batch, triesBefore, mayPrefetch);
    this.#mayPrefetch = true;
    return result;
  }

  /** Finds the batch that was prepared before, or prepares one. */
  #begin(triesBefore: number) {
    const { pool, lane } = this.#options;
    const begin = (read: ReadOldest) =>
      withLaneLock(
        pool,
        lane,
        noCheckpoint,
        async (sql) => await findBatch<D>(sql, lane) ?? await this.#prepare(sql, read),
      );
    return triesBefore < DELIVERY_TRIES_MAX
      ? begin(this.#readOldest)
      : isolateFault(this.#options, triesBefore, begin);
  }

  async #prepare(sql: Sql, read: ReadOldest): Promise<Batch<D> | typeof EMPTY> {
    const waiting = await read(sql);
    if (waiting.rows.length === 0) return EMPTY;
    return await prepareBatch(sql, this.#options.lane, waiting, this.#options.prepare);
  }

  async #deliver(
    batch: Batch<D>,
    triesBefore: number,
    mayPrefetch: boolean,
  ): Promise<DeliveryResult> {
    const { pool, lane, deliver, readCheckpoint, onParked } = this.#options;
    const isIsolating = triesBefore >= DELIVERY_TRIES_MAX;
    const events = batch.rows.map(recordedEvent);
    const figures = delivered(events, batch);
    // Under load the next events are worth gathering: the relay pauses if nothing else waits.
    const isGathering = showsLoad(figures) && !figures.othersMayWait;
    const prefetches = mayPrefetch && !isIsolating && !isGathering;
    const done = await withLaneLock(pool, lane, readCheckpoint, async (sql, checkpoint) => {
      if (!await claimBatch(sql, lane, batch)) return BUSY;
      const failed = await deliver(events, batch.deltas, checkpoint, { isIsolating });
      await parkTaken(sql, lane, failed, triesBefore);
      const next = prefetches ? await this.#prepare(sql, this.#readOldest) : EMPTY;
      return { state: "delivered" as const, failed, next };
    });
    if (done.state === "busy") return done;
    for (const { recorded, error } of done.failed) onParked(recorded.id, error);
    // More events may wait by the time of its delivery.
    if (done.next.state === "prepared") this.#prefetched = { ...done.next, othersMayWait: true };
    return figures;
  }
}
