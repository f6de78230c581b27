import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import type { ClusterMessage } from "./cluster_message.ts";

/** The actions of an instance on messages of others. */
export interface InvalidationHandlers {
  /** Whether this instance applied the invalidations of this writer's events at their commit. */
  isOwnWriter(writerId: string): boolean;
  /** Whether this instance knows that it has made the commit with this versionstamp. */
  isOwnCommit(versionstamp: string): boolean;
  invalidate(invalidation: Invalidation): void;
  applyCounters(counters: Counters): void;
  topicAppended(topic: string): void;
  actorChanged(actor: string): void;
  /** Messages may be missing, so nothing in memory can be trusted. */
  missedMessages(): void;
  /** Messages are read again after a gap. */
  caughtUp(): void;
}

/** Acts on a message. The instance that has committed it has acted on its topics and actors. */
export function applyClusterMessage(
  handlers: InvalidationHandlers,
  message: ClusterMessage,
  { isOwn }: { isOwn: boolean },
): void {
  for (const [writerId, invalidations] of Object.entries(message.invalidations)) {
    if (!handlers.isOwnWriter(writerId)) invalidations.forEach(handlers.invalidate);
  }
  message.counters.forEach(handlers.applyCounters);
  if (isOwn) return;
  message.actors.forEach(handlers.actorChanged);
  message.topics.forEach(handlers.topicAppended);
}
