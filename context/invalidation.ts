import type { ClusterEars } from "../actors/topics/cluster.ts";
import type { Hub } from "../actors/topics/hub.ts";
import { postTopic, sessionTopic, userTopic } from "../actors/topics/names.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import type { TopicLogs } from "../actors/topics/topics.ts";
import type { Origin } from "../domain/events/origin.ts";
import type { ReadCache } from "./read_cache.ts";

/** What news does in this process: outdated memories go, followers of topics are woken. */
export function openEars(
  { cache, hub, logs, actors, origin }: {
    cache: ReadCache;
    hub: Hub;
    logs: TopicLogs;
    actors: ActorSystem;
    origin: Origin;
  },
): ClusterEars {
  return {
    isOwn: (name) => name === origin.name,
    grown(topic) {
      logs.forget(topic);
      hub.signal(topic, "grown");
    },
    touched(touch) {
      cache.touched(touch);
      const id = touch.slice(touch.indexOf(":") + 1);
      if (touch.startsWith("session:")) hub.signal(sessionTopic(id), "rights");
      if (touch.startsWith("post:")) hub.signal(postTopic(id), "rights");
      // Whoever follows a post of theirs listens as well.
      if (touch.startsWith("user:")) hub.signal(userTopic(id), "rights");
      if (touch.startsWith("relations:")) hub.signal(userTopic(id), "rights");
    },
    counted(counters) {
      cache.counted(counters);
      hub.signal(postTopic(counters.postId), "counters");
    },
    written(actor) {
      const [kind, id] = actor.split(":") as [string, string];
      actors.evict({ kind }, id);
    },
    lost() {
      cache.clear();
      actors.evictAll();
    },
    resumed() {
      // Whoever listens looks for themselves: a wake-up may have been lost as well.
      hub.signalAll("grown");
      hub.signalAll("rights");
    },
  };
}
