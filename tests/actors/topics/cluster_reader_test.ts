import { assert, assertEquals, assertFalse } from "@std/assert";
import { newestOf, readHeads } from "../../../actors/topics/cluster_log.ts";
import { CLUSTER_TOPIC, type StoredMessage } from "../../../actors/topics/cluster_message.ts";
import { ClusterReader } from "../../../actors/topics/cluster_reader.ts";
import { Interest } from "../../../actors/topics/interest.ts";
import { openMemoryKv, troubleReads } from "../../helpers/app/kv.ts";
import { appended, listening, publish } from "../../helpers/realtime/cluster.ts";

/** As the previous version wrote it. Both versions run during an upgrade. */
const PREVIOUS: StoredMessage = {
  by: "b",
  touches: { b: ["user:1", "engagements:2", "tag_posts:a:b"] },
  counters: [],
  topics: ["user:1"],
  actors: ["inbox:1"],
};

/** Opens a reader of the instance "a" on a store of its own, or on `given`. */
async function openReader(given?: Deno.Kv, ownCommits = new Set<string>()) {
  const store = given === undefined ? await openMemoryKv() : null;
  const kv = given ?? store!.kv;
  const handlers = listening("a", ownCommits);
  const options = { kv, shard: 0, interest: new Interest(kv, "a"), handlers, self: "a" };
  const reader = new ClusterReader(options, newestOf(await readHeads(kv)));
  return { kv, handlers, reader, [Symbol.dispose]: () => store?.[Symbol.dispose]() };
}

/** Commits a message as an instance of the previous version does. */
async function publishAsPrevious(kv: Deno.Kv, message: StoredMessage): Promise<void> {
  await kv.atomic()
    .set(["delivered", "main"], [crypto.randomUUID()])
    .set(["log", CLUSTER_TOPIC, kv.commitVersionstamp()], [
      { id: crypto.randomUUID(), type: "news", at: 1, ref: message },
    ]).commit();
}

Deno.test("a reader handles each message once, from its start, in the order of the commits", async () => {
  using store = await openMemoryKv();
  await publish(store.kv, appended("before"));
  using opened = await openReader(store.kv);
  const topics = Array.from({ length: 40 }, (_, n) => `topic ${n}`);
  await publish(store.kv, ...topics.slice(0, 30).map((topic) => appended(topic)));
  assert(await opened.reader.read());
  await publish(store.kv, ...topics.slice(30).map((topic) => appended(topic)));
  assert(await opened.reader.read());
  assertFalse(await opened.reader.read());
  assertEquals(opened.handlers.received, topics.map((topic) => `appended ${topic}`));
  const logs = new Set<unknown>();
  for await (const { key } of store.kv.list({ prefix: ["cluster"] })) logs.add(key[1]);
  assert(logs.size > 1, "the messages are in several logs");
});

Deno.test("a reader drops everything while it cannot read, and misses nothing afterwards", async () => {
  using opened = await openReader();
  const { kv, handlers, reader } = opened;
  const trouble = troubleReads(kv);
  await reader.read();
  assert(reader.isOutOfSync);
  assertEquals(handlers.received, ["missed"]);
  trouble.repair();
  await publish(kv, appended("user:1"));
  await reader.read();
  assertFalse(reader.isOutOfSync);
  assertEquals(handlers.received, ["missed", "appended user:1", "caught up"]);
});

Deno.test("a reader drops everything at a malformed message, and handles the next", async () => {
  using opened = await openReader();
  const { kv, handlers, reader } = opened;
  const malformed = [null, {}, { ...PREVIOUS, touches: { b: null } }];
  for (const message of malformed) {
    await kv.atomic().set(["cluster", 1, kv.commitVersionstamp()], [message])
      .set(["cluster-head", 1], null).commit();
  }
  await publish(kv, appended("user:1"));
  await reader.read();
  assertFalse(reader.isOutOfSync);
  assertEquals(handlers.received, [
    ...malformed.map(() => "missed"),
    "appended user:1",
    "caught up",
  ]);
});

Deno.test("a reader that is far behind drops everything instead of reading all messages", async () => {
  using opened = await openReader();
  const { kv, handlers, reader } = opened;
  const many = Array.from({ length: 3000 }, () => publish(kv, appended("user:1")));
  await Promise.all(many);
  await reader.read();
  assertEquals(handlers.received, ["missed", "caught up"]);
  await publish(kv, appended("user:2"));
  await reader.read();
  assertEquals(handlers.received, ["missed", "caught up", "appended user:2"]);
});

Deno.test("a reader on a store that was replaced drops everything, and follows the new one", async () => {
  using before = await openMemoryKv();
  for (let n = 0; n < 9; n++) await publish(before.kv, appended("user:1"));
  using after = await openMemoryKv();
  using opened = await openReader(before.kv);
  for (const name of ["getMany", "list"] as const) {
    Object.defineProperty(before.kv, name, { value: after.kv[name].bind(after.kv) });
  }
  await publish(after.kv, appended("user:2"));
  await opened.reader.read();
  await publish(after.kv, appended("user:3"));
  await opened.reader.read();
  assertEquals(opened.handlers.received, ["missed", "caught up", "appended user:3"]);
});

Deno.test("a reader skips the messages of its own commits, but not of one that seemed to fail", async () => {
  const ownCommits = new Set<string>();
  using opened = await openReader(undefined, ownCommits);
  const [known] = await publish(opened.kv, appended("known", "a"));
  ownCommits.add(known!);
  await publish(opened.kv, appended("given up", "a"));
  await opened.reader.read();
  assertEquals(opened.handlers.received, ["appended given up"]);
});

Deno.test("a reader acts on the messages of the previous version, which reads ours", async () => {
  using opened = await openReader();
  const { kv, handlers, reader } = opened;
  await publishAsPrevious(kv, PREVIOUS);
  await publish(kv, appended("post:1"));
  await publishAsPrevious(kv, { ...PREVIOUS, touches: {}, actors: [], topics: ["post:2"] });
  await reader.read();
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
