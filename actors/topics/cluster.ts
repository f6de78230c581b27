import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { once } from "../../lib/once.ts";
import { CLUSTER_MESSAGES_KEPT_MS, CLUSTER_TOPIC } from "./names.ts";
import type { LogEntry, Position, TopicLogs } from "./topics.ts";

/** What a commit of deliveries tells the other instances. */
export interface ClusterMessage {
  /** The instance that delivered, which has done all this to itself already. */
  by: string;
  /** Outdated memories by the origin of the change, which has dropped its own. */
  invalidations: Record<string, Invalidation[]>;
  counters: Counters[];
  topics: string[];
  /** Actors whose rows were written, as `kind:id`. */
  actors: string[];
}

/** How an instance acts on news. */
export interface InvalidationHandlers {
  /** Whether what events of this origin outdate was dropped when they were committed. */
  isOwnWriter(writerId: string): boolean;
  invalidate(invalidation: Invalidation): void;
  applyCounters(counters: Counters): void;
  topicAppended(topic: string): void;
  actorChanged(actor: string): void;
  /** The news may have gaps: nothing in memory can be trusted. */
  missedMessages(): void;
  /** News is heard again after a gap. */
  caughtUp(): void;
}

/** The log entry that carries news. */
export function clusterEntry(id: string, at: number, message: ClusterMessage): LogEntry {
  return { id, type: "news", at, ref: message as unknown as LogEntry["ref"] };
}

/** Acts on news as the instance `self`. */
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

// Watching a key does not cross processes on a local KV file; a short read does, everywhere.
const POLL_MS = 200;

/** Follows the news of the other instances. */
export class ClusterWatch {
  readonly #logs: TopicLogs;
  readonly #handlers: InvalidationHandlers;
  readonly #self: string;
  #position: Position;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #polling: Promise<void> = Promise.resolve();
  #isOutOfSync = false;
  #heardAt = performance.now();

  constructor(logs: TopicLogs, handlers: InvalidationHandlers, self: string, position: Position) {
    this.#logs = logs;
    this.#handlers = handlers;
    this.#self = self;
    this.#position = position;
    this.#schedule();
  }

  /** Reads what is new. While KV cannot be read, memories are dropped at each try. */
  async poll(): Promise<void> {
    try {
      this.#logs.forget(CLUSTER_TOPIC);
      // A process that was stopped for long may have missed news that is no longer kept.
      const wasAway = performance.now() - this.#heardAt > CLUSTER_MESSAGES_KEPT_MS / 2;
      if (wasAway) this.#handlers.missedMessages();
      for (;;) {
        const placed = await this.#logs.after(CLUSTER_TOPIC, this.#position);
        if (placed.length === 0) break;
        for (const { entry } of placed) {
          applyClusterMessage(this.#handlers, this.#self, entry.ref as unknown as ClusterMessage);
        }
        this.#position = placed.at(-1)!.position;
        this.#logs.forget(CLUSTER_TOPIC);
      }
      if (wasAway || this.#isOutOfSync) this.#handlers.caughtUp();
      this.#isOutOfSync = false;
      this.#heardAt = performance.now();
    } catch {
      this.#isOutOfSync = true;
      this.#handlers.missedMessages();
    }
  }

  /** Whether the last try to hear the others failed. */
  get isOutOfSync(): boolean {
    return this.#isOutOfSync;
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
