import { within } from "../../lib/deadline.ts";
import { delay } from "../../lib/delay.ts";
import { once } from "../../lib/once.ts";
import { applyClusterMessage, type InvalidationHandlers } from "./cluster.ts";
import { type Committed, HEADS, messagesAfter, newestOf, readHeads } from "./cluster_log.ts";
import type { Interest } from "./interest.ts";
import { CLUSTER_MESSAGES_KEPT_MS, clusterMessage } from "./cluster_message.ts";

/** Whether an instance has clients. */
export interface Clients {
  readonly isBusy: boolean;
  /** Calls `onBusy` when the first client comes, until disposed. */
  listen(onBusy: () => void): Disposable;
}

/** The time between two reads, in milliseconds, where KV cannot report new messages. */
const POLL_MS = 200;
/** The time between two reads where KV reports them: a report may be lost. */
const WATCHED_POLL_MS = 500;
/** A read that takes longer, in milliseconds, counts as failed: caches are dropped. */
const READ_MS_MAX = 400;
/** While messages keep coming, the pause after a read is this many times as long as the read. */
const PAUSE_TIMES = 8;
const PAUSE_MS_MIN = 20;
/** So many messages without a report show that the watch is broken. */
const UNREPORTED_MAX = 2;
const WATCH_RETRY_MS = 1000;

/** Follows the messages in each of these KV stores, from now on. */
export function watchCluster(
  stores: readonly Deno.Kv[],
  interests: readonly Interest[],
  options: Omit<WatchOptions, "kv" | "shard" | "interest">,
): Promise<ClusterWatch[]> {
  return Promise.all(stores.map(async (kv, shard) => {
    const position = newestOf(await readHeads(kv));
    return new ClusterWatch({ kv, shard, interest: interests[shard]!, ...options }, position);
  }));
}

interface WatchOptions {
  kv: Deno.Kv;
  /** The number of the store. */
  shard: number;
  /** Its groups of ids that this instance hears about. */
  interest: Interest;
  handlers: InvalidationHandlers;
  clients: Clients;
  /** The id of this process. */
  self: string;
}

/**
 * Follows the messages of the other instances in one KV store. Without clients it rests, and the
 * next one waits until it has caught up.
 */
export class ClusterWatch implements AsyncDisposable {
  readonly #options: WatchOptions;
  readonly #stop = new AbortController();
  readonly #listening: Disposable;
  readonly #running: Promise<unknown>;
  /** The newest commit whose messages were handled. */
  #position: string;
  #readAt = performance.now();
  #isOutOfSync = false;
  #polling: Promise<boolean> | null = null;
  #resting: PromiseWithResolvers<void> | null = null;
  #catchingUp: PromiseWithResolvers<void> | null = null;
  #pausing: AbortController | null = null;
  #reader: ReadableStreamDefaultReader | null = null;
  /** Whether KV reports new messages. */
  #isReporting = false;
  #isReported = false;
  #unreported = 0;

  constructor(options: WatchOptions, position: string) {
    this.#options = options;
    this.#position = position;
    this.#listening = options.clients.listen(() => this.#wake());
    this.#running = Promise.all([this.#poll(), this.#watch()]);
  }

  /** Whether the last read failed. */
  get isOutOfSync(): boolean {
    return this.#isOutOfSync;
  }

  /** Resolves when the messages since a rest are handled; null if it does not catch up now. */
  get catchingUp(): Promise<void> | null {
    return this.#catchingUp?.promise ?? null;
  }

  /**
   * Acts on new messages; returns whether there were any. While KV cannot be read, each try drops
   * everything in memory.
   */
  read(): Promise<boolean> {
    return this.#polling ??= this.#read().finally(() => this.#polling = null);
  }

  async #read(): Promise<boolean> {
    const { kv, shard, handlers, interest } = this.#options;
    try {
      const heads = await within(READ_MS_MAX, readHeads(kv));
      const newest = newestOf(heads);
      const hasNews = newest !== this.#position;
      const isMissing = interest.hasLapsed() || newest < this.#position
        ? this.#startAnew()
        : hasNews && !await this.#handle(heads);
      this.#position = newest;
      if (isMissing || this.#isOutOfSync) handlers.caughtUp();
      this.#isOutOfSync = false;
      this.#readAt = performance.now();
      return hasNews;
    } catch {
      this.#isOutOfSync = true;
      handlers.missedMessages(shard);
      return false;
    }
  }

  /** Drops everything, because the interest has ended or the store was replaced. */
  #startAnew(): true {
    const { shard, handlers, interest } = this.#options;
    interest.reset();
    handlers.missedMessages(shard);
    return true;
  }

  /** Acts on the messages up to the newest one; returns false if some may be missing. */
  async #handle(heads: readonly string[]): Promise<boolean> {
    const { kv, shard, handlers } = this.#options;
    // The process may have been stopped.
    const isLate = performance.now() - this.#readAt > CLUSTER_MESSAGES_KEPT_MS / 2;
    const messages = isLate
      ? null
      : await within(READ_MS_MAX, messagesAfter(kv, heads, this.#position));
    if (messages === null) {
      handlers.missedMessages(shard);
      return false;
    }
    let isComplete = true;
    for (const committed of messages) {
      if (this.#understands(committed)) continue;
      // The message may have invalidated anything.
      handlers.missedMessages(shard);
      isComplete = false;
    }
    return isComplete;
  }

  /** Acts on a message; returns false if it is malformed. */
  #understands({ versionstamp, message }: Committed): boolean {
    const { shard, handlers, self } = this.#options;
    try {
      const isOwn = message.by === self && handlers.isOwnCommit({ shard, versionstamp });
      applyClusterMessage(handlers, clusterMessage(message), { isOwn });
      return true;
    } catch {
      return false;
    }
  }

  async #poll(): Promise<void> {
    for (;;) {
      // Out of sync, it must notice by itself when KV is back.
      if (!this.#options.clients.isBusy && !this.#isOutOfSync) await this.#rest();
      if (this.#stop.signal.aborted) return;
      const wasReported = this.#isReported;
      this.#isReported = false;
      const startedAt = performance.now();
      const hasNews = await this.read();
      this.#catchingUp?.resolve();
      this.#catchingUp = null;
      if (hasNews && !wasReported) this.#missReport();
      await this.#pause(hasNews ? PAUSE_TIMES * (performance.now() - startedAt) : 0);
    }
  }

  async #rest(): Promise<void> {
    this.#resting = Promise.withResolvers();
    if (!this.#stop.signal.aborted) await this.#resting.promise;
  }

  #wake(): void {
    if (this.#resting === null) return;
    this.#catchingUp = Promise.withResolvers();
    this.#resting.resolve();
    this.#resting = null;
  }

  /** Waits until KV reports a message, or until the next read is due. */
  async #pause(ms: number): Promise<void> {
    const pollMs = this.#isReporting ? WATCHED_POLL_MS : POLL_MS;
    const pauseMs = ms === 0 ? 0 : Math.min(Math.max(ms, PAUSE_MS_MIN), POLL_MS);
    await delay(pauseMs, this.#stop.signal);
    if (this.#isReported || this.#stop.signal.aborted) return;
    this.#pausing = new AbortController();
    await delay(pollMs - pauseMs, this.#pausing.signal);
    this.#pausing = null;
  }

  /** Lets KV report new messages. A file of KV cannot: other programs may write it. */
  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#resting?.promise;
      try {
        await this.#followReports();
      } catch (error) {
        if (error instanceof Deno.errors.NotSupported) return;
      }
      this.#isReporting = false;
      if (this.#resting === null) await delay(WATCH_RETRY_MS, this.#stop.signal);
    }
  }

  async #followReports(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const reader = this.#options.kv.watch(HEADS).getReader();
    this.#reader = reader;
    while (!(await reader.read()).done) {
      // An instance that rests needs no reports.
      if (this.#resting !== null) return await reader.cancel();
      this.#isReporting = this.#isReported = true;
      this.#unreported = 0;
      this.#pausing?.abort();
    }
  }

  /** Opens the watch again if it has reported nothing about several messages. */
  #missReport(): void {
    if (!this.#isReporting || this.#isReported || ++this.#unreported < UNREPORTED_MAX) return;
    this.#isReporting = false;
    this.#unreported = 0;
    this.#reader?.cancel().catch(() => {});
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    this.#listening[Symbol.dispose]();
    this.#stop.abort();
    this.#resting?.resolve();
    this.#pausing?.abort();
    await this.#reader?.cancel().catch(() => {});
    await this.#running;
  });
}
