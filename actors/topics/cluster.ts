import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { within } from "../../lib/deadline.ts";
import { once } from "../../lib/once.ts";
import {
  CLUSTER_MESSAGES_KEPT_MS,
  CLUSTER_TOPIC,
  type ClusterMessage,
  clusterMessage,
} from "./cluster_message.ts";
import { type LogEntry, type Position, TopicLogs } from "./topics.ts";

/** The actions of an instance on messages of others. */
export interface InvalidationHandlers {
  /** Whether this instance applied the invalidations of this writer's events at their commit. */
  isOwnWriter(writerId: string): boolean;
  invalidate(invalidation: Invalidation): void;
  applyCounters(counters: Counters): void;
  topicAppended(topic: string): void;
  actorChanged(actor: string): void;
  /** Messages may be missing, so nothing in memory can be trusted. */
  missedMessages(): void;
  /** Messages are read again after a gap. */
  caughtUp(): void;
}

/** Acts on a message as the instance `self`. */
export function applyClusterMessage(
  handlers: InvalidationHandlers,
  self: string,
  message: ClusterMessage,
): void {
  for (const [writerId, invalidations] of Object.entries(message.invalidations)) {
    if (!handlers.isOwnWriter(writerId)) invalidations.forEach(handlers.invalidate);
  }
  message.counters.forEach(handlers.applyCounters);
  if (message.by === self) return;
  message.actors.forEach(handlers.actorChanged);
  message.topics.forEach(handlers.topicAppended);
}

// Watching a key does not work across processes on a local KV file. A short read works everywhere.
const POLL_MS = 200;
/** A poll that takes longer, in milliseconds, counts as failed: caches are dropped. */
const POLL_MS_MAX = 400;

/** Follows the messages in each of these KV stores, from now on. */
export function watchCluster(
  stores: readonly Deno.Kv[],
  handlers: InvalidationHandlers,
  self: string,
): Promise<ClusterWatch[]> {
  return Promise.all(stores.map(async (store) => {
    const logs = new TopicLogs(store);
    return new ClusterWatch(logs, handlers, self, await logs.head(CLUSTER_TOPIC));
  }));
}

/** Follows the messages of the other instances. */
export class ClusterWatch {
  readonly #logs: TopicLogs;
  readonly #handlers: InvalidationHandlers;
  readonly #self: string;
  #position: Position;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #polling: Promise<void> = Promise.resolve();
  #isOutOfSync = false;
  #readAt = performance.now();

  constructor(logs: TopicLogs, handlers: InvalidationHandlers, self: string, position: Position) {
    this.#logs = logs;
    this.#handlers = handlers;
    this.#self = self;
    this.#position = position;
    this.#schedule();
  }

  /** Acts on new messages. While KV cannot be read, each try drops everything in memory. */
  async poll(): Promise<void> {
    try {
      this.#logs.forget(CLUSTER_TOPIC);
      // If this process was stopped for long, the log may have dropped messages meanwhile.
      let isMissing = performance.now() - this.#readAt > CLUSTER_MESSAGES_KEPT_MS / 2;
      if (isMissing) this.#handlers.missedMessages();
      for (;;) {
        const reading = this.#logs.after(CLUSTER_TOPIC, this.#position);
        const placed = await within(POLL_MS_MAX, reading);
        if (placed.length === 0) break;
        for (const { entry } of placed) {
          if (this.#understands(entry)) continue;
          // The message may have invalidated anything.
          this.#handlers.missedMessages();
          isMissing = true;
        }
        this.#position = placed.at(-1)!.position;
        this.#logs.forget(CLUSTER_TOPIC);
      }
      if (isMissing || this.#isOutOfSync) this.#handlers.caughtUp();
      this.#isOutOfSync = false;
      this.#readAt = performance.now();
    } catch {
      this.#isOutOfSync = true;
      this.#handlers.missedMessages();
    }
  }

  /** Whether the last read of the log failed. */
  get isOutOfSync(): boolean {
    return this.#isOutOfSync;
  }

  /** Acts on a message; returns false if it is malformed. */
  #understands(entry: LogEntry): boolean {
    if (entry.type !== "news") return false;
    try {
      applyClusterMessage(this.#handlers, this.#self, clusterMessage(entry.ref));
      return true;
    } catch {
      return false;
    }
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#polling = this.poll().finally(() => {
        if (this.#timer !== undefined) this.#schedule();
      });
    }, POLL_MS);
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#polling;
  });
}
