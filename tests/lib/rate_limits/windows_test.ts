import { assert, assertEquals, assertRejects } from "@std/assert";
import { openMemoryRedis } from "../../../lib/redis/memory.ts";
import { openUpstashRedis } from "../../../lib/redis/upstash.ts";
import { AppError } from "../../../lib/errors.ts";
import { openMemoryRateLimits } from "../../../lib/rate_limits/memory.ts";
import { openUpstashRateLimits } from "../../../lib/rate_limits/upstash.ts";
import type { Quota, RateLimitStore } from "../../../lib/rate_limits/windows.ts";
import { openUpstashBridge } from "../../helpers/app/upstash_bridge.ts";

const REDIS_URL = Deno.env.get("TEST_REDIS_URL");
const START = Date.now();
const MINUTE = 60_000;
const id = () => crypto.randomUUID();
const forms = ["memory", ...(REDIS_URL ? ["upstash"] : [])];

for (const form of forms) {
  const test = (guarantee: string, run: (uses: RateLimitStore) => Promise<void>) =>
    Deno.test(`uses (${form}) ${guarantee}`, async () => {
      await using bridge = form === "upstash" ? await openUpstashBridge(REDIS_URL!) : null;
      await using cache = bridge
        ? openUpstashRedis({ ...bridge, prefix: `${id()}:` })
        : openMemoryRedis();
      await run(cache.rateLimits);
    });
  const quota = (key: string, limit: number): Quota => ({ key, limit, windowMs: MINUTE });

  test("no period of a window's length has more uses than the limit", async (uses) => {
    const taken: number[] = [];
    for (let step = 0; step < 60; step++) {
      const at = START + step * 7_000;
      if ((await uses.consume([quota("a", 3)], { id: id(), at })).isAllowed) taken.push(at);
    }
    assert(taken.length > 15);
    for (const [index, at] of taken.entries()) {
      const stretch = taken.slice(index).filter((other) => other < at + MINUTE);
      assert(stretch.length <= 3, `${stretch.length} within a minute`);
    }
  });

  test("returns the rest and the time of the next room, and keeps its promise", async (uses) => {
    const spend = (at: number) => uses.consume([quota("a", 2)], { id: id(), at: START + at });
    assertEquals(await spend(0), {
      isAllowed: true,
      statuses: [{ limit: 2, remaining: 1, resetMs: MINUTE }],
    });
    assertEquals((await spend(10_000)).statuses, [{ limit: 2, remaining: 0, resetMs: 50_000 }]);
    const refused = { isAllowed: false, statuses: [{ limit: 2, remaining: 0, resetMs: 40_000 }] };
    assertEquals(await spend(20_000), refused);
    assertEquals((await spend(59_999)).isAllowed, false);
    assertEquals((await spend(60_000)).isAllowed, true);
    assertEquals((await spend(69_999)).isAllowed, false);
    assertEquals((await spend(70_000)).isAllowed, true);
  });

  test("accepts as many concurrent uses as there is room for", async (uses) => {
    const all = await Promise.all(
      Array.from({ length: 40 }, () => uses.consume([quota("a", 7)], { id: id(), at: START })),
    );
    assertEquals(all.filter(({ isAllowed }) => isAllowed).length, 7);
  });

  test("charges all quotas or none", async (uses) => {
    const spend = (...keys: string[]) =>
      uses.consume(keys.map((key) => quota(key, 2)), { id: id(), at: START });
    await spend("a");
    await spend("a");
    const refused = await spend("b", "a");
    assertEquals(refused.isAllowed, false);
    assertEquals(refused.statuses.map(({ remaining }) => remaining), [2, 0]);
    assertEquals((await spend("b", "c")).isAllowed, true);
    assertEquals((await spend("b", "c")).isAllowed, true);
    assertEquals((await spend("b")).isAllowed, false);
  });

  test("a refunded use does not count", async (uses) => {
    const spend = (use: string) =>
      uses.consume([quota("a", 1), quota("b", 1)], { id: use, at: START });
    const [one, other] = [id(), id()];
    assertEquals((await spend(one)).isAllowed, true);
    await uses.refund(["a", "b"], other);
    assertEquals((await spend(other)).isAllowed, false);
    await uses.refund(["a", "b"], one);
    assertEquals((await spend(other)).isAllowed, true);
    await uses.forget(["a", "b"]);
    assertEquals((await spend(one)).isAllowed, true);
  });

  test("adds up concurrent uses", async (uses) => {
    const add = () =>
      uses.add([{ key: "a", by: 2, lifeMs: MINUTE }, { key: "b", by: 1, lifeMs: MINUTE }]);
    await Promise.all(Array.from({ length: 9 }, add));
    assertEquals(await add(), [20, 10]);
  });
}

Deno.test("uses (memory) deletes counters in time, and the least recently used key", async () => {
  let now = 0;
  const uses = openMemoryRateLimits({ bytesMax: 600, now: () => now });
  const add = (key: string) => uses.add([{ key, by: 1, lifeMs: 10 }]);
  await add("a");
  now = 9;
  assertEquals(await add("a"), [2]);
  now = 10;
  assertEquals(await add("a"), [1]);
  const spend = async (key: string) =>
    (await uses.consume([{ key, limit: 1, windowMs: 10 }], { id: id(), at: now })).isAllowed;
  assertEquals([await spend("x"), await spend("y"), await spend("z")], [true, true, true]);
  assertEquals([await spend("z"), await spend("x")], [false, true]);
});

Deno.test("uses (upstash) is unavailable, and soon, if it cannot be reached", async () => {
  const nobody = openUpstashRateLimits({ url: "http://127.0.0.1:9", token: "none" });
  await assertRejects(() => nobody.forget(["a"]), AppError);
  const gate = Promise.withResolvers<Response>();
  const slow = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => gate.promise);
  const uses = openUpstashRateLimits({ url: `http://127.0.0.1:${slow.addr.port}`, token: "none" });
  const startedAt = performance.now();
  const error = await assertRejects(() => uses.refund(["a"], id()), AppError);
  assertEquals(error.code, "unavailable");
  assert(performance.now() - startedAt < 1000);
  gate.resolve(new Response());
  await slow.shutdown();
});
