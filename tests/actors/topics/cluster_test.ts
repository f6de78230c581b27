import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  applyClusterMessage,
  clusterEntry,
  type ClusterMessage,
  ClusterWatch,
  type InvalidationHandlers,
} from "../../../actors/topics/cluster.ts";
import { CLUSTER_TOPIC } from "../../../actors/topics/names.ts";
import { appendToLogs, TopicLogs } from "../../../actors/topics/topics.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const NEWS: ClusterMessage = {
  by: "b",
  invalidations: { b: ["user:1"], c: ["user:2"] },
  counters: [{ postId: "p", likes: 1, comments: 0, reposts: 0, rev: 1 }],
  topics: ["user:1"],
  actors: ["inbox:1"],
};

function listening(self: string): InvalidationHandlers & { heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    isOwnWriter: (writerId) => writerId === self,
    invalidate: (invalidation) => heard.push(`touched ${invalidation}`),
    applyCounters: (counters) => heard.push(`counted ${counters.postId}`),
    topicAppended: (topic) => heard.push(`grown ${topic}`),
    actorChanged: (actor) => heard.push(`written ${actor}`),
    missedMessages: () => heard.push("lost"),
    caughtUp: () => heard.push("resumed"),
  };
}

async function publish(kv: Deno.Kv, ...all: ClusterMessage[]): Promise<void> {
  for (const [index, message] of all.entries()) {
    const atomic = kv.atomic();
    const entries = new Map([[CLUSTER_TOPIC, [clusterEntry(String(index), 1, message)]]]);
    appendToLogs(kv, atomic, entries);
    await atomic.commit();
  }
}

async function openWatch(self: string) {
  const store = await openMemoryKv();
  const logs = new TopicLogs(store.kv);
  const handlers = listening(self);
  const watch = new ClusterWatch(logs, handlers, self, await logs.head(CLUSTER_TOPIC));
  const close = async () => {
    await watch[Symbol.asyncDispose]();
    store[Symbol.dispose]();
  };
  return { store, handlers, watch, [Symbol.asyncDispose]: close };
}

Deno.test("hear drops memories and forgets actors of what another instance has written", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, "a", NEWS);
  assertEquals(handlers.heard, [
    "touched user:1",
    "touched user:2",
    "counted p",
    "written inbox:1",
    "grown user:1",
  ]);
});

Deno.test("hear does not undo what this instance has done to itself already", () => {
  const delivering = listening("b");
  applyClusterMessage(delivering, "b", NEWS);
  assertEquals(delivering.heard, ["touched user:2", "counted p"]);
});

Deno.test("hear forgets what was written before it wakes whoever reads it", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, "a", NEWS);
  assert(handlers.heard.indexOf("written inbox:1") < handlers.heard.indexOf("grown user:1"));
});

Deno.test("ClusterWatch hears each news once, from the moment it began", async () => {
  using store = await openMemoryKv();
  const told = (topic: string) => ({
    ...NEWS,
    invalidations: {},
    counters: [],
    actors: [],
    topics: [topic],
  });
  await publish(store.kv, told("before"));
  const logs = new TopicLogs(store.kv);
  const handlers = listening("a");
  const heard = new Map(["two", "three"].map((topic) => [topic, Promise.withResolvers<void>()]));
  const { topicAppended } = handlers;
  handlers.topicAppended = (topic) => {
    topicAppended(topic);
    heard.get(topic)?.resolve();
  };
  await using _watch = new ClusterWatch(logs, handlers, "a", await logs.head(CLUSTER_TOPIC));
  await publish(store.kv, told("one"), told("two"));
  await heard.get("two")!.promise;
  await publish(store.kv, told("three"));
  await heard.get("three")!.promise;
  assertEquals(handlers.heard, ["grown one", "grown two", "grown three"]);
});

Deno.test("ClusterWatch drops all memories while it cannot hear, and misses nothing after that", async () => {
  await using opened = await openWatch("a");
  const { store, handlers, watch } = opened;
  const { list } = store.kv;
  Object.defineProperty(store.kv, "list", {
    configurable: true,
    value: () => {
      throw new Error("KV is gone");
    },
  });
  await watch.poll();
  assert(watch.isOutOfSync);
  assertEquals(handlers.heard, ["lost"]);
  Object.defineProperty(store.kv, "list", { configurable: true, value: list });
  await publish(store.kv, { ...NEWS, invalidations: {}, counters: [], actors: [] });
  await watch.poll();
  assertFalse(watch.isOutOfSync);
  assertEquals(handlers.heard, ["lost", "grown user:1", "resumed"]);
});
