import { type ReadInvalidations, readInvalidations } from "../../db/operations/invalidations.ts";
import { isDown, type SqlPool } from "../../db/sql.ts";
import { type Invalidation, parseInvalidations } from "../../domain/events/invalidations.ts";
import { isVisible, type Snapshot } from "../../domain/events/snapshots.ts";
import type { WriterId } from "../../domain/events/writer_id.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { once } from "../../lib/once.ts";

const READ_MS = 100;
/** Memory is used this long after a read: the time until the next one, and that of the read. */
const FRESH_MS = 150;
/** If there are more new rows, it is cheaper to drop everything. */
const ROWS_MAX = 2000;

/** The actions of an instance on the writes of others. */
export interface InvalidationLogHandlers {
  invalidate(invalidation: Invalidation): void;
  applyCounters(counters: Counters): void;
  /** Invalidations may be missing, so nothing in the caches can be trusted. */
  missedInvalidations(): void;
}

/** The resources of an {@link InvalidationLog}. */
export interface InvalidationLogOptions {
  /** A pool of its own, so that no other query delays a read. */
  sql: SqlPool;
  writerId: WriterId;
  handlers: InvalidationLogHandlers;
  /** Memory that is older than this, in milliseconds, is not used. */
  ageMsMax: number;
  /** The log is read regularly while the instance is busy. */
  activity: { readonly isBusy: boolean; listen(onBusy: () => void): Disposable };
}

/**
 * Keeps memory in step with the writes of all instances. Each transaction leaves its invalidations
 * in a table of Postgres. A busy instance reads them ten times a second, an idle one before its
 * next request. So neither deliveries nor KV can delay a change of rights.
 */
export class InvalidationLog implements AsyncDisposable {
  readonly #options: InvalidationLogOptions;
  #seen: Snapshot | null = null;
  #serverLife = "";
  /** When the last successful read began. */
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;
  #isOutOfSync = false;
  readonly #listening: Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: InvalidationLogOptions) {
    this.#options = options;
    this.#listening = options.activity.listen(() => this.#schedule());
  }

  /**
   * Brings memory up to date, with the transaction `xid` if it is not null. Returns a promise only
   * if the caller must wait. It rejects with `unavailable` if the log cannot be read.
   */
  current(xid: number | null = null): Promise<void> | undefined {
    const askedAt = performance.now();
    return this.#isCurrent(askedAt, xid) ? undefined : this.#catchUp(askedAt, xid);
  }

  /** Whether the last read failed. */
  get isOutOfSync(): boolean {
    return this.#isOutOfSync;
  }

  async #catchUp(askedAt: number, xid: number | null): Promise<void> {
    try {
      const joined = this.#reading;
      await (joined ?? this.#read());
      // The read that was under way may have begun too early.
      if (joined !== null && !this.#isCurrent(askedAt, xid)) await this.#read();
    } catch (error) {
      const isUsable = performance.now() - this.#readAt <= this.#options.ageMsMax;
      if (xid === null && isUsable) return;
      if (!isDown(error)) throw error;
      const message = "The service cannot find out what has changed. Try again.";
      throw new AppError("unavailable", message, { cause: error });
    }
  }

  #isCurrent(askedAt: number, xid: number | null): boolean {
    if (askedAt - this.#readAt > FRESH_MS) return false;
    return xid === null || this.#seen !== null && isVisible(this.#seen, xid);
  }

  #read(): Promise<void> {
    return this.#reading ??= this.#readOnce().finally(() => this.#reading = null);
  }

  async #readOnce(): Promise<void> {
    const { sql, writerId } = this.#options;
    try {
      for (;;) {
        const begunAt = performance.now();
        const writer = writerId.value;
        const read = await readInvalidations(sql, this.#seen, { writer, limit: ROWS_MAX });
        // A row of the old name may be of a write whose outcome was unknown.
        if (writer !== writerId.value) continue;
        this.#apply(read);
        this.#readAt = begunAt;
        this.#isOutOfSync = false;
        return;
      }
    } catch (error) {
      this.#isOutOfSync = true;
      throw error;
    }
  }

  #apply({ snapshot, serverLife, deletedBelow, rows }: ReadInvalidations): void {
    const { handlers } = this.#options;
    const isSame = this.#serverLife === serverLife;
    const isComplete = isSame && this.#seen !== null && deletedBelow <= this.#seen.xmin;
    const invalidations = rows?.map(({ entries }) => parseInvalidations(entries)) ?? [null];
    this.#seen = snapshot;
    this.#serverLife = serverLife;
    if (!isComplete || invalidations.includes(null)) return handlers.missedInvalidations();
    for (const one of invalidations) one!.forEach(handlers.invalidate);
    for (const { counters } of rows!) counters?.forEach(handlers.applyCounters);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    const { activity } = this.#options;
    this.#timer = setTimeout(async () => {
      if (activity.isBusy) await this.#read().catch(() => {});
      this.#timer = undefined;
      if (activity.isBusy) this.#schedule();
    }, READ_MS);
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#isClosed = true;
    this.#listening[Symbol.dispose]();
    clearTimeout(this.#timer);
    await this.#reading?.catch(() => {});
  });
}
