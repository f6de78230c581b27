import { assert, assertEquals, assertFalse } from "@std/assert";
import type { PostId } from "../../../domain/ids.ts";
import {
  applyClusterMessage,
  ClusterWatch,
  type InvalidationHandlers,
} from "../../../actors/topics/cluster.ts";
import {
  CLUSTER_TOPIC,
  type ClusterMessage,
  type StoredMessage,
  storedMessage,
} from "../../../actors/topics/cluster_message.ts";
import type { Invalidation } from "../../../domain/events/invalidations.ts";
import { appendToLogs, TopicLogs } from "../../../actors/topics/topics.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

const MESSAGE: ClusterMessage = {
  by: "b",
  invalidations: { b: [{ cache: "user", id: "1" }], c: [{ cache: "user", id: "2" }] },
  counters: [{ postId: "p" as PostId, likes: 1, comments: 0, reposts: 0, rev: 1 }],
  topics: ["user:1"],
  actors: ["inbox:1"],
};

function listening(self: string): InvalidationHandlers & { received: string[] } {
  const received: string[] = [];
  return {
    received,
    isOwnWriter: (writerId) => writerId === self,
    invalidate: ({ cache, id }) => received.push(`invalidated ${cache} ${id}`),
    applyCounters: (counters) => received.push(`counters ${counters.postId}`),
    topicAppended: (topic) => received.push(`appended ${topic}`),
    actorChanged: (actor) => received.push(`changed ${actor}`),
    missedMessages: () => received.push("missed"),
    caughtUp: () => received.push("caught up"),
  };
}

function publish(kv: Deno.Kv, ...all: ClusterMessage[]): Promise<void> {
  return publishStored(kv, ...all.map(storedMessage));
}

async function publishStored(kv: Deno.Kv, ...all: StoredMessage[]): Promise<void> {
  for (const [index, message] of all.entries()) {
    const atomic = kv.atomic();
    const entry = { id: String(index), type: "news", at: 1, ref: message } as const;
    appendToLogs(kv, atomic, new Map([[CLUSTER_TOPIC, [entry]]]));
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

Deno.test("applyClusterMessage drops cache entries and actors that another instance has written", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, "a", MESSAGE);
  assertEquals(handlers.received, [
    "invalidated user 1",
    "invalidated user 2",
    "counters p",
    "changed inbox:1",
    "appended user:1",
  ]);
});

Deno.test("applyClusterMessage does not repeat changes of its own instance", () => {
  const delivering = listening("b");
  applyClusterMessage(delivering, "b", MESSAGE);
  assertEquals(delivering.received, ["invalidated user 2", "counters p"]);
});

Deno.test("applyClusterMessage invalidates before it wakes readers", () => {
  const handlers = listening("a");
  applyClusterMessage(handlers, "a", MESSAGE);
  assert(
    handlers.received.indexOf("changed inbox:1") < handlers.received.indexOf("appended user:1"),
  );
});

Deno.test("ClusterWatch handles each message once, from its start", async () => {
  using store = await openMemoryKv();
  const appended = (topic: string) => ({
    ...MESSAGE,
    invalidations: {},
    counters: [],
    actors: [],
    topics: [topic],
  });
  await publish(store.kv, appended("before"));
  const logs = new TopicLogs(store.kv);
  const handlers = listening("a");
  const received = new Map(["two", "three"].map((topic) => [topic, Promise.withResolvers<void>()]));
  const { topicAppended } = handlers;
  handlers.topicAppended = (topic) => {
    topicAppended(topic);
    received.get(topic)?.resolve();
  };
  await using _watch = new ClusterWatch(logs, handlers, "a", await logs.head(CLUSTER_TOPIC));
  await publish(store.kv, appended("one"), appended("two"));
  await received.get("two")!.promise;
  await publish(store.kv, appended("three"));
  await received.get("three")!.promise;
  assertEquals(handlers.received, ["appended one", "appended two", "appended three"]);
});

Deno.test("ClusterWatch drops everything while it cannot read, and misses nothing afterwards", async () => {
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
  assertEquals(handlers.received, ["missed"]);
  Object.defineProperty(store.kv, "list", { configurable: true, value: list });
  await publish(store.kv, { ...MESSAGE, invalidations: {}, counters: [], actors: [] });
  await watch.poll();
  assertFalse(watch.isOutOfSync);
  assertEquals(handlers.received, ["missed", "appended user:1", "caught up"]);
});

Deno.test("ClusterWatch drops everything at a malformed message, and handles the next", async () => {
  await using opened = await openWatch("a");
  const { store, handlers, watch } = opened;
  const malformed = [null, {}, { ...MESSAGE, touches: { b: null } }] as never[];
  await publishStored(store.kv, ...malformed);
  await publish(store.kv, { ...MESSAGE, invalidations: {}, counters: [] });
  await watch.poll();
  assertFalse(watch.isOutOfSync);
  assertEquals(handlers.received, [
    ...malformed.map(() => "missed"),
    "changed inbox:1",
    "appended user:1",
    "caught up",
  ]);
});

// As the version before `viewer_states` wrote it. Both versions run during an upgrade.
const BEFORE: StoredMessage = {
  by: "b",
  touches: { b: ["user:1", "engagements:2", "tag_posts:a:b"] },
  counters: [],
  topics: [],
  actors: [],
};

Deno.test("ClusterWatch acts on the messages of the previous version, which reads ours", async () => {
  await using opened = await openWatch("a");
  const { store, handlers, watch } = opened;
  await publishStored(store.kv, BEFORE);
  await watch.poll();
  assertEquals(handlers.received, [
    "invalidated user 1",
    "invalidated viewer_states 2",
    "invalidated tag_posts a:b",
  ]);
  const invalidations: Invalidation[] = [
    { cache: "user", id: "1" },
    { cache: "viewer_states", id: "2" },
    { cache: "tag_posts", id: "a:b" },
  ];
  const { touches: _, ...rest } = BEFORE;
  assertEquals(storedMessage({ ...rest, invalidations: { b: invalidations } }), BEFORE);
});
