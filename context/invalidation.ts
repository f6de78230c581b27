import type { InvalidationHandlers } from "../actors/topics/cluster.ts";
import type { Hub } from "../actors/topics/hub.ts";
import type { OwnCommits } from "../actors/topics/own_commits.ts";
import { postTopic, sessionTopic, userTopic } from "../domain/events/topics.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import type { TopicLogs } from "../actors/topics/topics.ts";
import type { CacheName } from "../domain/events/invalidations.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { ReplicaReads } from "../db/replicas/mod.ts";
import type { InvalidationLogHandlers } from "./cache/invalidation_log.ts";
import type { ReadCache } from "./read_cache.ts";

/** The topics whose followers may lose permissions with an entry of these caches. */
const TOPIC_OF: Partial<Record<CacheName, (id: string) => string>> = {
  post: postTopic,
  session: sessionTopic,
  // Followers of a post follow the topic of its author as well.
  user: userTopic,
  relations: userTopic,
  // A message changes its conversation, but nobody's rights. Events that do name the topic.
  rights: (topic) => topic,
};

/** Returns how the writes of others act here: they drop cache entries and wake followers. */
export function openInvalidationHandlers(
  { cache, hub, logs, actors, writerId, ownCommits, others, heardTyping }: {
    cache: ReadCache;
    hub: Hub;
    logs: TopicLogs;
    actors: ActorSystem;
    writerId: WriterId;
    ownCommits: OwnCommits;
    others: ReplicaReads;
    heardTyping: InvalidationHandlers["heardTyping"];
  },
): InvalidationHandlers & InvalidationLogHandlers {
  return {
    isOwnWriter: (name) => name === writerId.value,
    isOwnCommit: (commit) => ownCommits.has(commit),
    topicAppended(topic) {
      logs.forget(topic);
      others.changed(topic.slice(topic.indexOf(":") + 1));
      hub.signal(topic, "appended");
    },
    invalidate(invalidation) {
      cache.invalidate(invalidation);
      others.changed(invalidation.id);
      const topicOf = TOPIC_OF[invalidation.cache];
      if (topicOf !== undefined) hub.signal(topicOf(invalidation.id), "permissions");
    },
    applyCounters(counters) {
      cache.applyCounters(counters);
      others.changed(counters.postId);
      hub.signal(postTopic(counters.postId), "counters");
    },
    applyHead(head) {
      cache.applyHead(head);
      others.changed(head.conversationId);
    },
    actorChanged(actor) {
      const [kind, id] = actor.split(":") as [string, string];
      actors.evict({ kind }, id);
    },
    heardTyping,
    missedMessages(shard) {
      cache.clear();
      others.anythingChanged();
      actors.evictShard(shard);
    },
    missedInvalidations() {
      cache.clear();
      others.anythingChanged();
      hub.signalAll("permissions");
    },
    caughtUp() {
      others.anythingChanged();
      // A wake-up may be lost too, so all followers check their logs themselves.
      hub.signalAll("appended");
      hub.signalAll("permissions");
    },
  };
}
