import type { InvalidationHandlers } from "../../../actors/topics/cluster.ts";
import { type ClusterMessage, storedMessage } from "../../../actors/topics/cluster_message.ts";
import { appendToLogs, type LogEntry } from "../../../actors/topics/topics.ts";
import { CLUSTER_TOPIC } from "../../../actors/topics/cluster_message.ts";
import { within } from "./live.ts";
import { newId } from "../../../domain/ids.ts";

/** Handlers that note what they are called for. */
export interface ListeningHandlers extends InvalidationHandlers {
  received: string[];
  /** Resolves when a call has this note. */
  noted(note: string): Promise<void>;
}

/** Returns handlers that note each call, as the instance `self`, which has made `ownCommits`. */
export function listening(self: string, ownCommits = new Set<string>()): ListeningHandlers {
  const received: string[] = [];
  const wishes = new Map<string, PromiseWithResolvers<void>>();
  const note = (text: string) => {
    received.push(text);
    wishes.get(text)?.resolve();
  };
  return {
    received,
    noted(text) {
      if (received.includes(text)) return Promise.resolve();
      const wish = wishes.get(text) ?? Promise.withResolvers<void>();
      wishes.set(text, wish);
      return within(wish.promise, `"${text}" among ${received.join(", ")}`);
    },
    isOwnWriter: (writerId) => writerId === self,
    isOwnCommit: ({ versionstamp }) => ownCommits.has(versionstamp),
    invalidate: ({ cache, id }) => note(`invalidated ${cache} ${id}`),
    applyCounters: (counters) => note(`counters ${counters.postId}`),
    applyHead: ({ conversationId }) => note(`head ${conversationId}`),
    topicAppended: (topic) => note(`appended ${topic}`),
    actorChanged: (actor) => note(`changed ${actor}`),
    heardTyping: (by, typing) => typing.forEach(({ userId }) => note(`typing ${userId} at ${by}`)),
    missedMessages: () => note("missed"),
    caughtUp: () => note("caught up"),
  };
}

/** Returns a message of the instance `by` about the growth of a topic. */
export function appended(topic: string, by = "b"): ClusterMessage {
  return { by, invalidations: {}, counters: [], actors: [], topics: [topic] };
}

/** Commits each message. Returns the versionstamps. */
export async function publish(kv: Deno.Kv, ...messages: ClusterMessage[]): Promise<string[]> {
  const versionstamps: string[] = [];
  for (const message of messages) {
    const atomic = kv.atomic();
    const entry: LogEntry = { id: newId(), type: "news", at: 1, ref: storedMessage(message) };
    appendToLogs(kv, atomic, new Map([[CLUSTER_TOPIC, [entry]]]));
    const committed = await atomic.commit();
    if (committed.ok) versionstamps.push(committed.versionstamp);
  }
  return versionstamps;
}
