import { assertEquals, assertRejects } from "@std/assert";
import type { Redis } from "../../../lib/redis/redis.ts";
import { openMemoryRedis } from "../../../lib/redis/memory.ts";
import { openUpstashRedis } from "../../../lib/redis/upstash.ts";
import { AppError } from "../../../lib/errors.ts";
import { openUpstashBridge } from "../../helpers/app/upstash_bridge.ts";

const REDIS_URL = Deno.env.get("TEST_REDIS_URL");

interface Form {
  name: string;
  open(): Promise<Redis>;
}

const forms: Form[] = [
  { name: "memory", open: () => Promise.resolve(openMemoryRedis()) },
];
if (REDIS_URL) forms.push({ name: "upstash", open: openBridged });

for (const { name, open } of forms) {
  const test = (guarantee: string, run: (cache: Redis) => Promise<void>) =>
    Deno.test(`cache (${name}) ${guarantee}`, async () => {
      await using cache = await open();
      await run(cache);
    });

  test("returns a stored value byte for byte", async (cache) => {
    for (
      const value of [
        "plain",
        "",
        "42",
        "null",
        '{"a":1}',
        "OK",
        "ünï 🎞\r\n\0",
        "x".repeat(200_000),
      ]
    ) {
      await cache.set("key", value, 60);
      assertEquals(await cache.get("key"), value);
    }
  });

  test("returns null for a missing key", async (cache) => {
    assertEquals(await cache.get("nothing"), null);
    assertEquals(await cache.take("nothing"), null);
  });

  test("gives a value to one of many takers", async (cache) => {
    await cache.set("ticket", "ada", 60);
    const taken = await Promise.all(Array.from({ length: 20 }, () => cache.take("ticket")));
    assertEquals(taken.filter((value) => value === "ada").length, 1);
    assertEquals(await cache.get("ticket"), null);
  });

  test("lets one of many add a key", async (cache) => {
    const names = Array.from({ length: 20 }, (_, index) => `worker ${index}`);
    const added = await Promise.all(names.map((name) => cache.add("lock", name, 60)));
    assertEquals(added.filter(Boolean).length, 1);
    assertEquals(await cache.get("lock"), names[added.indexOf(true)]!);
  });

  test("deletes a key, once or twice", async (cache) => {
    await cache.set("key", "value", 60);
    await cache.delete("key");
    await cache.delete("key");
    assertEquals(await cache.get("key"), null);
    assertEquals(await cache.add("key", "again", 60), true);
  });

  test("separates keys that look alike", async (cache) => {
    await cache.set("a:b", "1", 60);
    await cache.set("a:B", "2", 60);
    await cache.set("a b/ü%20", "3", 60);
    assertEquals(
      [await cache.get("a:b"), await cache.get("a:B"), await cache.get("a b/ü%20")],
      ["1", "2", "3"],
    );
  });

  test("answers a ping", (cache) => cache.ping());
}

Deno.test("cache (memory) deletes a value after its time to live", async () => {
  let now = 0;
  await using cache = openMemoryRedis({ now: () => now });
  await cache.set("key", "value", 10);
  now = 9_999;
  assertEquals(await cache.get("key"), "value");
  assertEquals(await cache.add("key", "other", 10), false);
  now = 10_000;
  assertEquals(await cache.get("key"), null);
  assertEquals(await cache.add("key", "other", 10), true);
  now = 20_000;
  assertEquals(await cache.take("key"), null);
});

Deno.test("cache (memory) drops the least recently used value when it is full", async () => {
  await using cache = openMemoryRedis({ bytesMax: 400 });
  await cache.set("a", "1", 60);
  await cache.set("b", "2", 60);
  await cache.get("a");
  await cache.set("c", "3", 60);
  assertEquals([await cache.get("a"), await cache.get("b"), await cache.get("c")], [
    "1",
    null,
    "3",
  ]);
});

Deno.test("cache (upstash) is unavailable if it cannot be reached", async () => {
  await using cache = openUpstashRedis({ url: "http://127.0.0.1:9", token: "none" });
  const commands = [
    () => cache.get("key"),
    () => cache.set("key", "value", 1),
    () => cache.take("key"),
    () => cache.add("key", "value", 1),
    () => cache.delete("key"),
    () => cache.ping(),
  ];
  const errors = await Promise.all(commands.map((command) => assertRejects(command, AppError)));
  assertEquals(new Set(errors.map(({ code }) => code)), new Set(["unavailable"] as const));
});

if (REDIS_URL) {
  Deno.test("cache (upstash) gives each key its time to live", async () => {
    await using bridge = await openUpstashBridge(REDIS_URL);
    const prefix = `${crypto.randomUUID()}:`;
    await using cache = openUpstashRedis({ ...bridge, prefix });
    await cache.set("set", "value", 60);
    await cache.add("add", "value", 0.5);
    const [set, add] = await pipeline(bridge, [["PTTL", `${prefix}set`], ["PTTL", `${prefix}add`]]);
    assertEquals([set! > 59_000 && set! <= 60_000, add! > 0 && add! <= 500], [true, true]);
  });

  Deno.test("cache (upstash) with a wrong token is unavailable", async () => {
    await using bridge = await openUpstashBridge(REDIS_URL);
    await using cache = openUpstashRedis({ url: bridge.url, token: "wrong" });
    assertEquals((await assertRejects(() => cache.ping(), AppError)).code, "unavailable");
  });
}

async function openBridged(): Promise<Redis> {
  const bridge = await openUpstashBridge(REDIS_URL!);
  const cache = openUpstashRedis({ ...bridge, prefix: `${crypto.randomUUID()}:` });
  return {
    ...cache,
    async [Symbol.asyncDispose]() {
      await cache[Symbol.asyncDispose]();
      await bridge[Symbol.asyncDispose]();
    },
  };
}

async function pipeline(
  bridge: { url: string; token: string },
  commands: string[][],
): Promise<(number | undefined)[]> {
  const response = await fetch(`${bridge.url}/pipeline`, {
    method: "POST",
    headers: { authorization: `Bearer ${bridge.token}` },
    body: JSON.stringify(commands),
  });
  const answers: { result: number }[] = await response.json();
  return answers.map(({ result }) => result);
}
