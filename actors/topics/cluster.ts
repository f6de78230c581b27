import type { ConversationHead } from "../../domain/conversations/conversations.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import type { Typing } from "../../domain/presence/presence.ts";
import type { ClusterMessage } from "./cluster_message.ts";
import type { KvCommit } from "./own_commits.ts";

/** The actions of an instance on messages of others. */
export interface InvalidationHandlers {
  /** Whether this instance applied the invalidations of this writer's events at their commit. */
  isOwnWriter(writerId: string): boolean;
  /** Whether this instance knows that it has made this commit. */
  isOwnCommit(commit: KvCommit): boolean;
  invalidate(invalidation: Invalidation): void;
  applyCounters(counters: Counters): void;
  /** This instance has written a new head of a conversation. */
  applyHead(head: ConversationHead): void;
  topicAppended(topic: string): void;
  actorChanged(actor: string): void;
  /** The instance `by` says that these people type. */
  heardTyping(by: string, typing: readonly Typing[]): void;
  /** Messages of this KV store may be missing, so nothing in memory from it can be trusted. */
  missedMessages(shard: number): void;
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
  if (message.typing !== undefined) handlers.heardTyping(message.by, message.typing);
}
