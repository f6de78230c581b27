import {
  delivered,
  type DeliveryResult,
  type FailedEvent,
  type OutboxLane,
} from "../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../domain/events/events.ts";
import { showsLoad } from "../../domain/events/load.ts";
import { NO_PARTS, type Parts } from "../../domain/events/parts.ts";
import { DELIVERY_TRIES_MAX } from "../../domain/limits.ts";
import { isTooSlow, refersToMissing, type Sql } from "../sql.ts";
import { recordedEvent } from "../transact.ts";
import { type Batch, type BatchKey, findBatch, finishBatch, prepareBatch } from "./batches.ts";
import { parkTaken } from "./failed_events.ts";
import { isolateFault, type LaneOptions, type ReadOldest } from "./isolation.ts";
import { releaseParts } from "./instances.ts";
import { LowWaterMark } from "./low_water.ts";

/** Options for events that are prepared in Postgres (`D`), then applied to a checkpoint (`C`). */
export interface LaneStreamOptions<D, C> extends LaneOptions {
  /** Writes the changes of events. They are committed before anything leaves Postgres. */
  prepare(sql: Sql, events: RecordedEvent[], parts: Parts): Promise<D>;
  /** Reads the checkpoint of the batches that this instance has prepared. */
  readCheckpoint(origin: string): Promise<C>;
  /**
   * Applies a batch. Fails if another instance has advanced the checkpoint. With `isIsolating` it
   * returns the events that fail alone.
   */
  deliver(
    events: RecordedEvent[],
    prepared: D,
    checkpoint: C,
    options: { origin: string; parts: Parts; isIsolating: boolean },
  ): Promise<{ failed: FailedEvent[]; checkpoint: C }>;
}

/** A batch with the checkpoint that was read before it was found or prepared. */
type Checked<D, C> = Batch<D> & { checkpoint: C; wasPrefetched: boolean };

const EMPTY = { state: "empty" } as const;
const BUSY = { state: "busy" } as const;

/**
 * Delivers the parts of a lane that this instance owns, to one KV store. Events are prepared in one
 * transaction, and then applied to KV outside of any. The next transaction deletes them, and
 * prepares the next batch unless that gathers under load. After a crash the same batch is delivered
 * again, by another instance if necessary. A batch always comes after its checkpoint was read, so
 * an instance that lost the batch meanwhile can apply nothing.
 */
export class LaneStream<D, C> implements OutboxLane {
  readonly #options: LaneStreamOptions<D, C>;
  readonly #mark: LowWaterMark;
  #prefetched: Checked<D, C> | null = null;
  #mayPrefetch = true;
  /** The checkpoint after the last delivery, if it ended well: then no batch is left. */
  #reached: { owner: string; checkpoint: C } | null = null;

  constructor(options: LaneStreamOptions<D, C>) {
    this.#options = options;
    this.#mark = new LowWaterMark(options.lane);
  }

  async deliverSome(triesBefore = 0): Promise<DeliveryResult> {
    const { ownership } = this.#options;
    if (this.#prefetched?.origin !== ownership.id) this.#prefetched = null;
    try {
      return await this.#deliverSome(triesBefore);
    } catch (error) {
      this.#mark.forget();
      if (!refersToMissing(error, "prepared_batches_owner_fkey")) throw error;
      return this.#lost();
    }
  }

  async #deliverSome(triesBefore: number): Promise<DeliveryResult> {
    const batch = this.#prefetched ?? await this.#begin(triesBefore);
    this.#prefetched = null;
    if (batch.state !== "prepared") return batch;
    const mayPrefetch = this.#mayPrefetch;
    // If the transaction fails, preparing the next batch may be the cause: retry without it.
    this.#mayPrefetch = false;
    const result = await this.#deliver(batch, triesBefore, mayPrefetch);
    this.#mayPrefetch = true;
    return result;
  }

  async isFault(error: unknown): Promise<boolean> {
    return isTooSlow(error) || await this.#options.isFault(error);
  }

  /** Finds a batch that was prepared before, or prepares one. */
  async #begin(
    triesBefore: number,
  ): Promise<Checked<D, C> | { state: "empty" | "busy" | "parked" }> {
    const { pool, lane, shard, ownership, readCheckpoint } = this.#options;
    const key = this.#key();
    const { takeovers } = ownership;
    const isSettled = this.#reached?.owner === key.owner && !ownership.isAdopting(lane, shard);
    const checkpoint = isSettled ? this.#reached!.checkpoint : await readCheckpoint(key.owner);
    // If this fails, nobody knows whether a batch was prepared: the next try looks for it.
    this.#reached = null;
    const found = isSettled ? null : await findBatch<D>(pool, key);
    if (found?.origin === key.owner) return { ...found, checkpoint, wasPrefetched: false };
    if (found) return await this.#adopted(key, found.origin);
    // Parts that came during the read may have brought a batch, which it has missed.
    if (ownership.id !== key.owner || ownership.takeovers !== takeovers) return BUSY;
    ownership.activate(lane, shard);
    await ownership.giveUp(lane, shard, (parts) => releaseParts(pool, lane, key.owner, parts));
    const begin = (read: ReadOldest) =>
      pool.begin((sql) => this.#prepare(sql, key, read)) as Promise<Batch<D> | typeof EMPTY>;
    const batch = triesBefore < DELIVERY_TRIES_MAX
      ? await begin(this.#readOldest)
      : await isolateFault(this.#options, triesBefore, begin);
    if (batch.state === "prepared") return { ...batch, checkpoint, wasPrefetched: false };
    if (batch.state === "busy") return this.#lost();
    this.#reached = { owner: key.owner, checkpoint };
    return batch;
  }

  /** Reads the checkpoint of another instance's batch, and then the batch, if it is still there. */
  async #adopted(key: BatchKey, origin: string): Promise<Checked<D, C> | typeof BUSY> {
    const checkpoint = await this.#options.readCheckpoint(origin);
    const batch = await findBatch<D>(this.#options.pool, key);
    return batch?.origin === origin ? { ...batch, checkpoint, wasPrefetched: false } : BUSY;
  }

  /** The others think this instance dead: it must learn what it still owns. */
  #lost(): typeof BUSY {
    this.#options.ownership.lost();
    return BUSY;
  }

  #key(): BatchKey {
    const { lane, shard, ownership } = this.#options;
    return { lane, shard, owner: ownership.id };
  }

  readonly #readOldest: ReadOldest = (sql, parts) =>
    this.#mark.list(sql, parts, this.#options.limit);

  async #prepare(sql: Sql, key: BatchKey, read: ReadOldest): Promise<Batch<D> | typeof EMPTY> {
    const { ownership, prepare } = this.#options;
    // An instance that has taken another id owns other parts.
    const parts = ownership.id === key.owner ? ownership.parts(key.lane, key.shard) : NO_PARTS;
    if (parts === NO_PARTS) return EMPTY;
    const waiting = await read(sql, parts);
    if (waiting.rows.length === 0) return EMPTY;
    return await prepareBatch(sql, key, parts, waiting, prepare);
  }

  async #deliver(
    batch: Checked<D, C>,
    triesBefore: number,
    mayPrefetch: boolean,
  ): Promise<DeliveryResult> {
    const { pool, lane, shard, deliver, ownership, onParked } = this.#options;
    const { origin, parts, wasPrefetched } = batch;
    const key = this.#key();
    const isIsolating = triesBefore >= DELIVERY_TRIES_MAX;
    const events = batch.rows.map(recordedEvent);
    const figures = delivered(events, batch);
    // Under load the next events are worth gathering: the relay pauses if nothing else waits.
    const isGathering = showsLoad(figures) && !figures.othersMayWait;
    const prefetches = mayPrefetch && !isIsolating && !isGathering && origin === key.owner &&
      !ownership.isMoving(lane, shard);
    this.#reached = null;
    const { failed, checkpoint } = await deliver(events, batch.deltas, batch.checkpoint, {
      origin,
      parts,
      isIsolating,
    });
    const next = await pool.begin(async (sql) => {
      if (!await finishBatch(sql, key, batch)) return BUSY;
      await parkTaken(sql, failed, { lane, parts, tries: triesBefore });
      return prefetches ? await this.#prepare(sql, key, this.#readOldest) : EMPTY;
    }) as Batch<D> | typeof EMPTY | typeof BUSY;
    if (next.state === "busy") return this.#lost();
    if (origin === key.owner) this.#reached = { owner: origin, checkpoint };
    for (const { recorded, error } of failed) onParked(recorded.id, error);
    if (next.state === "prepared") this.#prefetched = { ...next, checkpoint, wasPrefetched: true };
    // A batch that was read before this call may lack events that its caller was woken for.
    return { ...figures, othersMayWait: figures.othersMayWait || wasPrefetched };
  }
}
