import { assertEquals, assertRejects } from "@std/assert";
import { Redis } from "@upstash/redis";
import { openUpstashBridge } from "./upstash_bridge.ts";

const REDIS_URL = Deno.env.get("TEST_REDIS_URL");
const SCRIPT = "#!lua flags=allow-key-locking\nreturn {KEYS[1], ARGV[1], 7}";

// The bridge leads to a real Redis: without one there is nothing to test.
function test(guarantee: string, run: (redis: Redis) => Promise<void>) {
  if (!REDIS_URL) return;
  Deno.test(`upstash bridge ${guarantee}`, async () => {
    await using bridge = await openUpstashBridge(REDIS_URL);
    await run(new Redis({ ...bridge, enableTelemetry: false, retry: false }));
  });
}

test("runs scripts that carry Upstash's own flag", async (redis) => {
  assertEquals(await redis.eval(SCRIPT, ["key"], ["value"]), ["key", "value", 7]);
});

test("finds such a script by the hash that the client computes", async (redis) => {
  const script = redis.createScript<unknown[]>(SCRIPT);
  assertEquals(await script.exec(["key"], ["value"]), ["key", "value", 7]);
  assertEquals(await script.evalsha(["key"], ["value"]), ["key", "value", 7]);
});

test("runs a transaction as one", async (redis) => {
  const key = crypto.randomUUID();
  const counts = await Promise.all(
    Array.from({ length: 10 }, () => redis.multi().incr(key).incr(key).decr(key).exec()),
  );
  const last = counts.map(([, , count]) => Number(count)).sort((a, b) => a - b);
  assertEquals(last, Array.from({ length: 10 }, (_, index) => index + 1));
  await redis.del(key);
});

test("passes on Redis's own errors", async (redis) => {
  const key = crypto.randomUUID();
  await redis.set(key, "text");
  await assertRejects(() => redis.lpush(key, "item"), Error, "WRONGTYPE");
  await redis.del(key);
});

test("refuses commands that would block its one connection", async (redis) => {
  await assertRejects(() => redis.exec(["BLPOP", "key", 0]), Error, "blocking");
});
