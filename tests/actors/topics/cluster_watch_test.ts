import { assert, assertEquals, assertFalse } from "@std/assert";
import { CLUSTER_TOPIC, type StoredMessage } from "../../../actors/topics/cluster_message.ts";
import { type ClusterWatch, watchCluster } from "../../../actors/topics/cluster_watch.ts";
import { Interest } from "../../../actors/topics/interest.ts";
import { Activity, BUSY_MS } from "../../../context/activity.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { openKvServer } from "../../helpers/kv/server.ts";
import { appended, listening, publish } from "../../helpers/realtime/cluster.ts";

/** As the previous version wrote it. Both versions run during an upgrade. */
const PREVIOUS: StoredMessage = {
  by: "b",
  touches: { b: ["user:1", "engagements:2", "tag_posts:a:b"] },
  counters: [],
  topics: ["user:1"],
  actors: ["inbox:1"],
};

/** Opens a watch of the instance "a" on a store of its own, or on `given`. It has no clients. */
async function openWatch(given?: Deno.Kv, ownCommits = new Set<string>()) {
  const store = given === undefined ? await openMemoryKv() : null;
  const kv = given ?? store!.kv;
  let now = 0;
  const clients = new Activity(() => now);
  const handlers = listening("a", ownCommits);
  const interest = new Interest(kv, "a");
  const options = { handlers, clients, self: "a" };
  const [watch] = await watchCluster([kv], [interest], options) as [ClusterWatch];
  const close = async () => {
    await watch[Symbol.asyncDispose]();
    store?.[Symbol.dispose]();
  };
  const letTimePass = () => void (now += BUSY_MS);
  return { kv, clients, handlers, watch, letTimePass, [Symbol.asyncDispose]: close };
}

/** Commits a message as an instance of the previous version does. */
async function publishAsPrevious(kv: Deno.Kv, message: StoredMessage): Promise<void> {
  await kv.atomic()
    .set(["delivered", "main"], [crypto.randomUUID()])
    .set(["log", CLUSTER_TOPIC, kv.commitVersionstamp()], [
      { id: crypto.randomUUID(), type: "news", at: 1, ref: message },
    ]).commit();
}

/** Lets reads fail, or work again. */
function troubleReads(kv: Deno.Kv): { repair(): void } {
  const { getMany } = kv;
  const gone = () => Promise.reject(new Error("KV is gone"));
  Object.defineProperty(kv, "getMany", { configurable: true, value: gone });
  return {
    repair: () => Object.defineProperty(kv, "getMany", { configurable: true, value: getMany }),
  };
}

Deno.test("a watch handles each message once, from its start, in the order of the commits", async () => {
  using store = await openMemoryKv();
  await publish(store.kv, appended("before"));
  await using opened = await openWatch(store.kv);
  const topics = Array.from({ length: 40 }, (_, n) => `topic ${n}`);
  await publish(store.kv, ...topics.slice(0, 30).map((topic) => appended(topic)));
  assert(await opened.watch.read());
  await publish(store.kv, ...topics.slice(30).map((topic) => appended(topic)));
  assert(await opened.watch.read());
  assertFalse(await opened.watch.read());
  assertEquals(opened.handlers.received, topics.map((topic) => `appended ${topic}`));
  const logs = new Set<unknown>();
  for await (const { key } of store.kv.list({ prefix: ["cluster"] })) logs.add(key[1]);
  assert(logs.size > 1, "the messages are in several logs");
});

Deno.test("a watch drops everything while it cannot read, and misses nothing afterwards", async () => {
  await using opened = await openWatch();
  const { kv, handlers, watch } = opened;
  const trouble = troubleReads(kv);
  await watch.read();
  assert(watch.isOutOfSync);
  assertEquals(handlers.received, ["missed"]);
  trouble.repair();
  await publish(kv, appended("user:1"));
  await watch.read();
  assertFalse(watch.isOutOfSync);
  assertEquals(handlers.received, ["missed", "appended user:1", "caught up"]);
});

Deno.test("a watch that cannot read goes on without clients, until it can", async () => {
  await using opened = await openWatch();
  const { kv, clients, handlers, watch, letTimePass } = opened;
  const trouble = troubleReads(kv);
  clients.begin()[Symbol.dispose]();
  letTimePass();
  assertFalse(clients.isBusy);
  await handlers.noted("missed");
  trouble.repair();
  await handlers.noted("caught up");
  assertFalse(watch.isOutOfSync);
});

Deno.test("a watch drops everything at a malformed message, and handles the next", async () => {
  await using opened = await openWatch();
  const { kv, handlers, watch } = opened;
  const malformed = [null, {}, { ...PREVIOUS, touches: { b: null } }];
  for (const message of malformed) {
    await kv.atomic().set(["cluster", 1, kv.commitVersionstamp()], [message])
      .set(["cluster-head", 1], null).commit();
  }
  await publish(kv, appended("user:1"));
  await watch.read();
  assertFalse(watch.isOutOfSync);
  assertEquals(handlers.received, [
    ...malformed.map(() => "missed"),
    "appended user:1",
    "caught up",
  ]);
});

Deno.test("a watch that is far behind drops everything instead of reading all messages", async () => {
  await using opened = await openWatch();
  const { kv, handlers, watch } = opened;
  const many = Array.from({ length: 3000 }, () => publish(kv, appended("user:1")));
  await Promise.all(many);
  await watch.read();
  assertEquals(handlers.received, ["missed", "caught up"]);
  await publish(kv, appended("user:2"));
  await watch.read();
  assertEquals(handlers.received, ["missed", "caught up", "appended user:2"]);
});

Deno.test("a watch on a store that was replaced drops everything, and follows the new one", async () => {
  using before = await openMemoryKv();
  for (let n = 0; n < 9; n++) await publish(before.kv, appended("user:1"));
  using after = await openMemoryKv();
  await using opened = await openWatch(before.kv);
  for (const name of ["getMany", "list"] as const) {
    Object.defineProperty(before.kv, name, { value: after.kv[name].bind(after.kv) });
  }
  await publish(after.kv, appended("user:2"));
  await opened.watch.read();
  await publish(after.kv, appended("user:3"));
  await opened.watch.read();
  assertEquals(opened.handlers.received, ["missed", "caught up", "appended user:3"]);
});

Deno.test("a watch skips the messages of its own commits, but not of one that seemed to fail", async () => {
  const ownCommits = new Set<string>();
  await using opened = await openWatch(undefined, ownCommits);
  const [known] = await publish(opened.kv, appended("known", "a"));
  ownCommits.add(known!);
  await publish(opened.kv, appended("given up", "a"));
  await opened.watch.read();
  assertEquals(opened.handlers.received, ["appended given up"]);
});

Deno.test("a watch acts on the messages of the previous version, which reads ours", async () => {
  await using opened = await openWatch();
  const { kv, handlers, watch } = opened;
  await publishAsPrevious(kv, PREVIOUS);
  await publish(kv, appended("post:1"));
  await publishAsPrevious(kv, { ...PREVIOUS, touches: {}, actors: [], topics: ["post:2"] });
  await watch.read();
  assertEquals(handlers.received, [
    "invalidated user 1",
    "invalidated viewer_states 2",
    "invalidated tag_posts a:b",
    "changed inbox:1",
    "appended user:1",
    "appended post:1",
    "appended post:2",
  ]);
  const log = await Array.fromAsync(kv.list<{ type: string; ref: StoredMessage }[]>({
    prefix: ["log", CLUSTER_TOPIC],
  }));
  const [{ type, ref }] = log[1]!.value as [{ type: string; ref: StoredMessage }];
  assertEquals(type, "news");
  const { by, touches, counters, topics, actors } = ref;
  const empty = { touches: {}, counters: [], actors: [] };
  assertEquals({ by, touches, counters, topics, actors }, {
    by: "b",
    topics: ["post:1"],
    ...empty,
  });
});

Deno.test("an instance without clients reads nothing, and its next client waits for all messages", async () => {
  await using opened = await openWatch();
  const { kv, clients, handlers, watch } = opened;
  let reads = 0;
  const { getMany } = kv;
  Object.defineProperty(kv, "getMany", {
    value: (...args: Parameters<typeof getMany>) => {
      reads++;
      return getMany.apply(kv, args);
    },
  });
  await publish(kv, appended("user:1"));
  assertEquals(watch.catchingUp, null);
  assertEquals(reads, 0);
  using _request = clients.begin();
  await watch.catchingUp!;
  assertEquals(handlers.received, ["appended user:1"]);
  assertEquals(watch.catchingUp, null);
});

Deno.test("KV reports new messages, so that a watch need not poll for them", async () => {
  await using server = openKvServer();
  using here = await Deno.openKv(server.url);
  using there = await Deno.openKv(server.url);
  await using opened = await openWatch(there);
  using _request = opened.clients.begin();
  const topics = Array.from({ length: 15 }, (_, n) => `topic ${n}`);
  let waitedMs = 0;
  for (const topic of topics) {
    // These reads end the pause after the last message: each one comes while the watch waits.
    for (let n = 0; n < 40; n++) await here.get(["nothing"]);
    const startedAt = performance.now();
    await publish(here, appended(topic));
    await opened.handlers.noted(`appended ${topic}`);
    waitedMs += performance.now() - startedAt;
  }
  // Polls are half a second apart, so without reports a message takes about 250 ms.
  assert(waitedMs / topics.length < 120, `${waitedMs / topics.length} ms`);
  assertEquals(opened.handlers.received, topics.map((topic) => `appended ${topic}`));
});

Deno.test("a watch that reports nothing, or ends, delays messages but loses none, and is opened again", async () => {
  await using opened = await openWatch();
  const { kv, clients, handlers } = opened;
  const real = kv.watch.bind(kv);
  const silent = new ReadableStream({ start: (controller) => controller.enqueue([]) });
  const streams = [silent, new ReadableStream({ start: (controller) => controller.close() })];
  let opens = 0;
  const isReal = Promise.withResolvers<void>();
  kv.watch = ((...args: Parameters<typeof real>) => {
    opens++;
    const stream = streams.shift();
    if (stream === undefined) isReal.resolve();
    return stream ?? real(...args);
  }) as typeof kv.watch;
  using _request = clients.begin();
  for (let n = 0; n < 6; n++) {
    await publish(kv, appended(`topic ${n}`));
    await handlers.noted(`appended topic ${n}`);
  }
  await isReal.promise;
  assertEquals(opens, 3);
});
