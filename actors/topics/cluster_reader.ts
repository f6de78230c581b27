import { within } from "../../lib/deadline.ts";
import { applyClusterMessage, type InvalidationHandlers } from "./cluster.ts";
import { type Committed, messagesAfter, newestOf, readHeads } from "./cluster_log.ts";
import { CLUSTER_MESSAGES_KEPT_MS, clusterMessage } from "./cluster_message.ts";
import type { Interest } from "./interest.ts";

/** A read that takes longer, in milliseconds, counts as failed: caches are dropped. */
const READ_MS_MAX = 400;

/** The messages in a KV store, and what an instance does with them. */
export interface ReaderOptions {
  kv: Deno.Kv;
  /** The number of the store. */
  shard: number;
  /** Its groups of ids that this instance hears about. */
  interest: Interest;
  handlers: InvalidationHandlers;
  /** The id of this process. */
  self: string;
}

/** Reads the messages of the other instances in one KV store, and acts on them. */
export class ClusterReader {
  readonly #options: ReaderOptions;
  #position: string;
  #readAt = performance.now();
  #isOutOfSync = false;
  #reading: Promise<boolean> | null = null;

  /** Begins after the commit `position`. */
  constructor(options: ReaderOptions, position: string) {
    this.#options = options;
    this.#position = position;
  }

  /** The newest commit whose messages were handled; "" if there was none. */
  get position(): string {
    return this.#position;
  }

  /** Whether the last read failed. */
  get isOutOfSync(): boolean {
    return this.#isOutOfSync;
  }

  /**
   * Acts on new messages; returns whether there were any. While KV cannot be read, each try drops
   * everything in memory.
   */
  read(): Promise<boolean> {
    return this.#reading ??= this.#read().finally(() => this.#reading = null);
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
}
