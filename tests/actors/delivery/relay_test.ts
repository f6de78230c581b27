import { assert, assertEquals } from "@std/assert";
import { OutboxRelay } from "../../../actors/delivery/relay.ts";
import { Fenced } from "../../../actors/runtime/system.ts";
import type { Lane } from "../../../domain/events/lanes.ts";
import { openLog } from "../../../lib/log/log.ts";

const OPTIONS = {
  isFault: () => Promise.resolve(false),
  log: openLog("silent"),
};

/** An outbox of numbers, delivered in parts of two. */
function outbox() {
  const waiting: Record<Lane, number[]> = { main: [], fan_out: [] };
  const delivered: number[] = [];
  const take = (lane: Lane): Promise<number | null> => {
    const part = waiting[lane].splice(0, 2);
    delivered.push(...part);
    return Promise.resolve(part.length);
  };
  return { waiting, delivered, take };
}

Deno.test("Courier finds at its start what was written before it", async () => {
  const { waiting, delivered, take } = outbox();
  waiting.main.push(1, 2, 3, 4, 5);
  await using relay = new OutboxRelay(take, OPTIONS);
  relay.start();
  await relay.idle();
  assertEquals(delivered, [1, 2, 3, 4, 5]);
});

Deno.test("Courier misses no event whose wake-up comes while it takes others", async () => {
  const { waiting, delivered, take } = outbox();
  let rounds = 0;
  await using relay = new OutboxRelay(async (lane) => {
    const taken = await take(lane);
    if (lane === "main" && rounds++ < 20) {
      waiting.main.push(rounds);
      relay.wake("main");
    }
    return taken;
  }, OPTIONS);
  relay.start();
  await relay.idle();
  assertEquals(waiting.main, []);
  assertEquals(delivered.length, 20);
});

Deno.test("Courier misses no event whose wake-up comes as it stops running", async () => {
  const { waiting, delivered, take } = outbox();
  await using relay = new OutboxRelay(take, OPTIONS);
  relay.start();
  await relay.idle();
  for (let n = 0; n < 50; n++) {
    waiting.main.push(n);
    relay.wake("main");
    for (let turns = n % 8; turns > 0; turns--) await Promise.resolve();
    waiting.main.push(1000 + n);
    await relay.idle();
    assertEquals(waiting.main, []);
  }
  assertEquals(delivered.length, 100);
});

Deno.test("Courier delivers one lane while the other is held up", async () => {
  const { waiting, delivered, take } = outbox();
  const held = Promise.withResolvers<void>();
  await using relay = new OutboxRelay(async (lane) => {
    if (lane === "fan_out") await held.promise;
    return await take(lane);
  }, OPTIONS);
  waiting.fan_out.push(9);
  waiting.main.push(1);
  relay.start();
  for (let turns = 0; delivered.length === 0 && turns < 100; turns++) await Promise.resolve();
  assertEquals(delivered, [1]);
  held.resolve();
  await relay.idle();
  assertEquals(delivered, [1, 9]);
});

Deno.test("Courier tries again after a failure, and when another instance was busy", async () => {
  const { waiting, delivered, take } = outbox();
  waiting.main.push(1);
  const troubles = [
    () => Promise.reject(new Error("Postgres is gone")),
    () => Promise.reject(new Fenced("Another was faster")),
    () => Promise.resolve(null),
  ];
  await using relay = new OutboxRelay(
    (lane) => lane === "main" ? (troubles.shift() ?? (() => take(lane)))() : take(lane),
    OPTIONS,
  );
  relay.start();
  await relay.idle();
  assertEquals(troubles, []);
  assertEquals(delivered, [1]);
});

Deno.test("Courier gathers after much work what may be gathered, until something may not wait", async () => {
  const turns: number[] = [];
  let waiting = 100;
  const worked = Promise.withResolvers<void>();
  await using relay = new OutboxRelay((lane) => {
    if (lane !== "main" || waiting === 0) return Promise.resolve(0);
    turns.push(waiting);
    waiting = 0;
    if (turns.length > 1) return Promise.resolve(1);
    for (const startedAt = performance.now(); performance.now() - startedAt < 50;);
    worked.resolve();
    return Promise.resolve("many" as const);
  }, OPTIONS);
  relay.start();
  await worked.promise;
  for (let like = 0; like < 20; like++) {
    waiting++;
    relay.wake("main", { mayBeGathered: true });
    await Promise.resolve();
  }
  assertEquals(turns, [100]);
  waiting++;
  await relay.idle();
  assertEquals(turns, [100, 21]);
});

Deno.test("Courier gathers nothing after much work during which something came that may not wait", async () => {
  const begun: number[] = [];
  const second = Promise.withResolvers<void>();
  await using relay = new OutboxRelay((lane) => {
    if (lane !== "main") return Promise.resolve(0);
    begun.push(performance.now());
    if (begun.length > 1) {
      second.resolve();
      return Promise.resolve(0);
    }
    for (const startedAt = performance.now(); performance.now() - startedAt < 200;);
    relay.wake("main");
    return Promise.resolve("many" as const);
  }, OPTIONS);
  relay.start();
  await second.promise;
  // A rest would be six times as long as the work of 200 ms.
  assert(begun[1]! - begun[0]! < 1000);
});

Deno.test("Courier does nothing before its start and after its end", async () => {
  let takes = 0;
  const relay = new OutboxRelay(() => Promise.resolve(takes++ * 0), OPTIONS);
  relay.wake("main");
  await relay.idle();
  assertEquals(takes, 0);
  relay.start();
  await relay[Symbol.asyncDispose]();
  const before = takes;
  relay.wake("main");
  await relay.idle();
  assertEquals(takes, before);
  assert(before > 0);
});
