import { assert, assertEquals } from "@std/assert";
import { OutboxRelay } from "../../../actors/delivery/relay.ts";
import { Fenced } from "../../../actors/runtime/system.ts";
import type { DeliveryResult, OutboxLane } from "../../../domain/events/delivery.ts";
import type { Lane } from "../../../domain/events/lanes.ts";
import { openLog } from "../../../lib/log/log.ts";

const OPTIONS = { log: openLog("silent") };
const isFault = () => Promise.resolve(false);

const EMPTY: DeliveryResult = { state: "empty" };
const FIGURES = {
  state: "delivered",
  events: 1,
  actions: 1,
  spanMs: 0,
  othersMayWait: false,
} as const;
/** Figures that ask for a pause. */
const MANY: DeliveryResult = { ...FIGURES, actions: 1000 };

const lanesOf = (deliver: (lane: Lane) => Promise<DeliveryResult>): Record<Lane, OutboxLane[]> => ({
  main: [{ deliverSome: () => deliver("main"), isFault }],
  fan_out: [{ deliverSome: () => deliver("fan_out"), isFault }],
  talk: [{ deliverSome: () => deliver("talk"), isFault }],
});

/** An outbox of numbers, delivered two at a time. */
function openOutbox() {
  const waiting: Record<Lane, number[]> = { main: [], fan_out: [], talk: [] };
  const delivered: number[] = [];
  const deliver = (lane: Lane): Promise<DeliveryResult> => {
    const part = waiting[lane].splice(0, 2);
    delivered.push(...part);
    return Promise.resolve(part.length === 0 ? EMPTY : FIGURES);
  };
  return { waiting, delivered, deliver };
}

Deno.test("OutboxRelay finds at its start the events that were written before", async () => {
  const { waiting, delivered, deliver } = openOutbox();
  waiting.main.push(1, 2, 3, 4, 5);
  await using relay = new OutboxRelay(lanesOf(deliver), OPTIONS);
  relay.start();
  await relay.idle();
  assertEquals(delivered, [1, 2, 3, 4, 5]);
});

Deno.test("OutboxRelay misses no event whose wake-up comes while it delivers others", async () => {
  const { waiting, delivered, deliver } = openOutbox();
  let rounds = 0;
  await using relay = new OutboxRelay(
    lanesOf(async (lane) => {
      const result = await deliver(lane);
      if (lane === "main" && rounds++ < 20) {
        waiting.main.push(rounds);
        relay.wake("main");
      }
      return result;
    }),
    OPTIONS,
  );
  relay.start();
  await relay.idle();
  assertEquals(waiting.main, []);
  assertEquals(delivered.length, 20);
});

Deno.test("OutboxRelay misses no event whose wake-up comes as it stops running", async () => {
  const { waiting, delivered, deliver } = openOutbox();
  await using relay = new OutboxRelay(lanesOf(deliver), OPTIONS);
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

Deno.test("OutboxRelay delivers one lane while the other is blocked", async () => {
  const { waiting, delivered, deliver } = openOutbox();
  const held = Promise.withResolvers<void>();
  await using relay = new OutboxRelay(
    lanesOf(async (lane) => {
      if (lane === "fan_out") await held.promise;
      return await deliver(lane);
    }),
    OPTIONS,
  );
  waiting.fan_out.push(9);
  waiting.main.push(1);
  relay.start();
  for (let turns = 0; delivered.length === 0 && turns < 100; turns++) await Promise.resolve();
  assertEquals(delivered, [1]);
  held.resolve();
  await relay.idle();
  assertEquals(delivered, [1, 9]);
});

Deno.test("OutboxRelay retries after a failure, and when another instance was busy", async () => {
  const { waiting, delivered, deliver } = openOutbox();
  waiting.main.push(1);
  const troubles = [
    () => Promise.reject(new Error("Postgres is gone")),
    () => Promise.reject(new Fenced("Another was faster")),
    () => Promise.resolve({ state: "busy" } as const),
  ];
  const deliverWithTroubles = (lane: Lane) =>
    lane === "main" ? (troubles.shift() ?? (() => deliver(lane)))() : deliver(lane);
  await using relay = new OutboxRelay(lanesOf(deliverWithTroubles), OPTIONS);
  relay.start();
  await relay.idle();
  assertEquals(troubles, []);
  assertEquals(delivered, [1]);
});

Deno.test("after a delivery that shows load, OutboxRelay waits for more until an urgent event comes", async () => {
  const turns: number[] = [];
  let waiting = 100;
  const worked = Promise.withResolvers<void>();
  await using relay = new OutboxRelay(
    lanesOf((lane) => {
      if (lane !== "main" || waiting === 0) return Promise.resolve(EMPTY);
      turns.push(waiting);
      waiting = 0;
      if (turns.length > 1) return Promise.resolve(FIGURES);
      for (const startedAt = performance.now(); performance.now() - startedAt < 50;);
      worked.resolve();
      return Promise.resolve(MANY);
    }),
    OPTIONS,
  );
  relay.start();
  await worked.promise;
  for (let like = 0; like < 20; like++) {
    waiting++;
    relay.wake("main", { isUrgent: false });
    await Promise.resolve();
  }
  assertEquals(turns, [100]);
  waiting++;
  await relay.idle();
  assertEquals(turns, [100, 21]);
});

Deno.test("OutboxRelay does not pause after a delivery during which an urgent event came", async () => {
  const begun: number[] = [];
  const second = Promise.withResolvers<void>();
  await using relay = new OutboxRelay(
    lanesOf((lane) => {
      if (lane !== "main") return Promise.resolve(EMPTY);
      begun.push(performance.now());
      if (begun.length > 1) {
        second.resolve();
        return Promise.resolve(EMPTY);
      }
      for (const startedAt = performance.now(); performance.now() - startedAt < 200;);
      relay.wake("main");
      return Promise.resolve(MANY);
    }),
    OPTIONS,
  );
  relay.start();
  await second.promise;
  // A pause would be six times as long as the work of 200 ms.
  assert(begun[1]! - begun[0]! < 1000);
});

Deno.test("OutboxRelay does nothing before its start and after its end", async () => {
  let deliveries = 0;
  const relay = new OutboxRelay(
    lanesOf(() => {
      deliveries++;
      return Promise.resolve(EMPTY);
    }),
    OPTIONS,
  );
  relay.wake("main");
  await relay.idle();
  assertEquals(deliveries, 0);
  relay.start();
  await relay[Symbol.asyncDispose]();
  const before = deliveries;
  relay.wake("main");
  await relay.idle();
  assertEquals(deliveries, before);
  assert(before > 0);
});

Deno.test("the end of OutboxRelay ends the wait for other instances", async () => {
  const isWaiting = Promise.withResolvers<void>();
  const relay = new OutboxRelay(lanesOf(() => Promise.resolve(EMPTY)), {
    ...OPTIONS,
    async othersIdle(stop) {
      isWaiting.resolve();
      await new Promise((resolve) => stop.addEventListener("abort", resolve));
    },
  });
  relay.start();
  const idle = relay.idle();
  await isWaiting.promise;
  await relay[Symbol.asyncDispose]();
  await idle;
});
