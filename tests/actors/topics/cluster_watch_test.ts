import { assert, assertEquals, assertFalse } from "@std/assert";
import { type ClusterWatch, watchCluster } from "../../../actors/topics/cluster_watch.ts";
import { Interest } from "../../../actors/topics/interest.ts";
import { Activity, BUSY_MS } from "../../../context/activity.ts";
import { openMemoryKv, troubleReads } from "../../helpers/app/kv.ts";
import { openRemoteKv } from "../../../lib/kv/remote.ts";
import { openLog } from "../../../lib/log/log.ts";
import { KvProcess } from "../../helpers/kv/process.ts";
import { appended, listening, publish } from "../../helpers/realtime/cluster.ts";

/** Opens a watch of the instance "a" on a store of its own, or on `given`. It has no clients, unless `isBusy`. */
async function openWatch(given?: Deno.Kv, { isBusy = false } = {}) {
  const store = given === undefined ? await openMemoryKv() : null;
  const kv = given ?? store!.kv;
  let now = 0;
  const clients = new Activity(() => now);
  if (isBusy) clients.begin();
  const handlers = listening("a");
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
  await using server = await KvProcess.start();
  using here = await Deno.openKv(server.url);
  using there = await Deno.openKv(server.url);
  await using opened = await openWatch(there, { isBusy: true });
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

Deno.test("a watch on a KV server that ends and starts again drops everything, and misses nothing afterwards", async () => {
  await using server = await KvProcess.start();
  using here = await openReached(server.url);
  using there = await openReached(server.url);
  await using opened = await openWatch(there, { isBusy: true });
  const { handlers, watch } = opened;
  await publish(here, appended("topic 1"));
  await handlers.noted("appended topic 1");
  await server.kill();
  await handlers.noted("missed");
  await server.restart();
  await handlers.noted("caught up");
  assertFalse(watch.isOutOfSync);
  await publish(here, appended("topic 2"));
  await handlers.noted("appended topic 2");
});

/** Opens a KV store across the network, and waits until it is reached. */
async function openReached(url: string): Promise<Deno.Kv> {
  const reached = Promise.withResolvers<void>();
  const kv = openRemoteKv(() => Deno.openKv(url), {
    ...openLog("silent"),
    info: () => reached.resolve(),
  });
  await reached.promise;
  return kv;
}
