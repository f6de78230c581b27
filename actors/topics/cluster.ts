import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { once } from "../../lib/once.ts";
import { CLUSTER_TOPIC, NEWS_KEPT_MS } from "./names.ts";
import type { LogEntry, Position, TopicLogs } from "./topics.ts";

/** What a commit of deliveries tells the other instances. */
export interface ClusterNews {
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
  isOwnWriter(origin: string): boolean;
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
export function newsEntry(id: string, at: number, news: ClusterNews): LogEntry {
  return { id, type: "news", at, ref: news as unknown as LogEntry["ref"] };
}

/** Acts on news as the instance `self`. */
export function hear(handlers: InvalidationHandlers, self: string, news: ClusterNews): void {
  for (const [origin, invalidations] of Object.entries(news.invalidations)) {
    if (!handlers.isOwnWriter(origin)) invalidations.forEach(handlers.invalidate);
  }
  news.counters.forEach(handlers.applyCounters);
  if (news.by === self) return;
  news.actors.forEach(handlers.actorChanged);
  news.topics.forEach(handlers.topicAppended);
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
  #isDeaf = false;
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
      const wasAway = performance.now() - this.#heardAt > NEWS_KEPT_MS / 2;
      if (wasAway) this.#handlers.missedMessages();
      for (;;) {
        const placed = await this.#logs.after(CLUSTER_TOPIC, this.#position);
        if (placed.length === 0) break;
        for (const { entry } of placed) {
          hear(this.#handlers, this.#self, entry.ref as unknown as ClusterNews);
        }
        this.#position = placed.at(-1)!.position;
        this.#logs.forget(CLUSTER_TOPIC);
      }
      if (wasAway || this.#isDeaf) this.#handlers.caughtUp();
      this.#isDeaf = false;
      this.#heardAt = performance.now();
    } catch {
      this.#isDeaf = true;
      this.#handlers.missedMessages();
    }
  }

  /** Whether the last try to hear the others failed. */
  get isDeaf(): boolean {
    return this.#isDeaf;
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
