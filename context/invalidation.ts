import type { InvalidationHandlers } from "../actors/topics/cluster.ts";
import type { Hub } from "../actors/topics/hub.ts";
import { postTopic, sessionTopic, userTopic } from "../domain/events/topics.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import type { TopicLogs } from "../actors/topics/topics.ts";
import type { WriterId } from "../domain/events/writer_id.ts";
import type { ReadCache } from "./read_cache.ts";

/** What news does in this process: outdated memories go, followers of topics are woken. */
export function openInvalidationHandlers(
  { cache, hub, logs, actors, writerId }: {
    cache: ReadCache;
    hub: Hub;
    logs: TopicLogs;
    actors: ActorSystem;
    writerId: WriterId;
  },
): InvalidationHandlers {
  return {
    isOwnWriter: (name) => name === writerId.value,
    topicAppended(topic) {
      logs.forget(topic);
      hub.signal(topic, "appended");
    },
    invalidate(invalidation) {
      cache.invalidate(invalidation);
      const id = invalidation.slice(invalidation.indexOf(":") + 1);
      if (invalidation.startsWith("session:")) hub.signal(sessionTopic(id), "permissions");
      if (invalidation.startsWith("post:")) hub.signal(postTopic(id), "permissions");
      // Whoever follows a post of theirs listens as well.
      if (invalidation.startsWith("user:")) hub.signal(userTopic(id), "permissions");
      if (invalidation.startsWith("relations:")) hub.signal(userTopic(id), "permissions");
    },
    applyCounters(counters) {
      cache.applyCounters(counters);
      hub.signal(postTopic(counters.postId), "counters");
    },
    actorChanged(actor) {
      const [kind, id] = actor.split(":") as [string, string];
      actors.evict({ kind }, id);
    },
    missedMessages() {
      cache.clear();
      actors.evictAll();
    },
    caughtUp() {
      // Whoever listens looks for themselves: a wake-up may have been lost as well.
      hub.signalAll("appended");
      hub.signalAll("permissions");
    },
  };
}
