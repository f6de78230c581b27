import { assert, assertEquals, assertFalse, assertLess } from "@std/assert";
import { RateLimiter } from "../../../lib/rate_limits/rate_limiter.ts";
import { openSharedCache, type SharedCache } from "../../helpers/app/limits.ts";

const MINUTE = 60_000;

/** Opens limiters of two instances on one cache, with a clock that the test moves. */
async function openTwo() {
  await using opening = new AsyncDisposableStack();
  const shared: SharedCache = opening.use(await openSharedCache());
  const clock = { now: Math.ceil(Date.now() / MINUTE) * MINUTE };
  const failures: unknown[] = [];
  const open = () =>
    opening.use(
      new RateLimiter(shared.cache.rateLimits, {
        now: () => clock.now,
        onDegraded: (error) => failures.push(error),
      }),
    );
  const [here, there] = [open(), open()];
  const resources = opening.move();
  const dispose = () => resources.disposeAsync();
  return { shared, clock, failures, here, there, [Symbol.asyncDispose]: dispose };
}

const quota = (key: string, limit: number) => ({ key, limit, windowMs: MINUTE });
const strict = (key: string, limit: number, degradedLimit: number) => [
  { ...quota(key, limit), degradedLimit },
];

function countMany(limiter: RateLimiter, key: string, limit: number, times: number): number {
  return Array.from({ length: times }, () => limiter.count(quota(key, limit)))
    .filter(({ isAllowed }) => isAllowed).length;
}

Deno.test("an exact limit holds across instances, however many requests come at once", async () => {
  await using two = await openTwo();
  const places = [two.here, two.there];
  const all = await Promise.all(
    Array.from({ length: 30 }, (_, index) => places[index % 2]!.consume(strict("a", 11, 1))),
  );
  assertEquals(all.filter(({ isAllowed }) => isAllowed).length, 11);
});

Deno.test("an approximate limit does not call Redis while little is used", async () => {
  await using two = await openTwo();
  assertEquals(countMany(two.here, "a", 100, 9), 9);
  await two.here.exchange();
  assertEquals(two.shared.asked, 0);
});

Deno.test("an approximate limit learns of use elsewhere at an exchange", async () => {
  await using two = await openTwo();
  const { here, there } = two;
  assertEquals(countMany(here, "a", 100, 60), 60);
  assertEquals(countMany(there, "a", 100, 30), 30);
  await here.exchange();
  await there.exchange();
  await here.exchange();
  assertEquals(countMany(there, "a", 100, 50), 10);
  assertEquals(countMany(here, "a", 100, 50), 40);
  await Promise.all([here.exchange(), there.exchange()]);
  assertEquals(countMany(here, "a", 100, 50) + countMany(there, "a", 100, 50), 0);
});

Deno.test("a burst at two instances takes at most the limit, and a tenth for each instance", async () => {
  await using two = await openTwo();
  const places = [two.here, two.there];
  const results = await Promise.all(
    Array.from({ length: 640 }, (_, n) => places[n % 2]!.countShared(quota("a", 300))),
  );
  const taken = results.filter(({ isAllowed }) => isAllowed).length;
  assert(taken >= 300 && taken <= 360, `${taken} taken`);
  assertLess(two.shared.asked, 12);
  const after = await Promise.all(places.map((place) => place.countShared(quota("a", 300))));
  assertEquals(after.map(({ isAllowed }) => isAllowed), [false, false]);
});

Deno.test("a burst while Redis is away is counted by each instance alone", async () => {
  await using two = await openTwo();
  two.shared.isAway = true;
  const results = await Promise.all(
    Array.from({ length: 60 }, () => two.here.countShared(quota("a", 50))),
  );
  assertEquals(results.filter(({ isAllowed }) => isAllowed).length, 50);
  assertEquals(two.here.isDegraded, true);
});

Deno.test("an approximate limit slides, and there is room when it promises so", async () => {
  await using two = await openTwo();
  const { here, clock } = two;
  const start = clock.now;
  const taken: number[] = [];
  for (let step = 0; step < 3000; step++) {
    clock.now = start + step * 100;
    const { isAllowed, statuses: [status] } = here.count(quota("a", 50));
    if (isAllowed) taken.push(clock.now);
    else if (step % 40 === 0) {
      const now = clock.now;
      clock.now = now + Math.ceil(status!.resetMs / 1000) * 1000;
      assert(here.count(quota("a", 50)).isAllowed, `after ${status!.resetMs} ms`);
      taken.push(clock.now);
      step = Math.ceil((clock.now - start) / 100);
    }
  }
  for (const [index, at] of taken.entries()) {
    const within = taken.slice(index).filter((other) => other < at + MINUTE).length;
    assert(within <= 75, `${within} within a minute`);
  }
  assert(taken.length >= 200, `${taken.length} in five minutes`);
});

Deno.test("without Redis each instance applies the stricter limit, and reports it once", async () => {
  await using two = await openTwo();
  const { shared, here, there, clock } = two;
  shared.isAway = true;
  const spend = async (limiter: RateLimiter) =>
    (await limiter.consume(strict("a", 10, 2))).isAllowed;
  assertEquals([await spend(here), await spend(here), await spend(here)], [true, true, false]);
  assertEquals([await spend(there), await spend(there), await spend(there)], [true, true, false]);
  assertEquals([here.isDegraded, two.failures.length], [true, 2]);
  // A degraded limiter does not call Redis at every request.
  assertEquals(shared.asked, 2);
  assertEquals(countMany(here, "b", 100, 150), 100);

  shared.isAway = false;
  assertEquals(await spend(here), false);
  clock.now += 1000;
  assertEquals([await spend(here), here.isDegraded], [true, false]);
  assertEquals(shared.asked, 3);
});

Deno.test("a refund goes to the store that was charged, and its failure is no error", async () => {
  await using two = await openTwo();
  const { shared, here, clock } = two;
  const spend = () => here.consume(strict("a", 1, 1));
  const first = await spend();
  shared.isAway = true;
  await first.refund();
  const alone = await spend();
  assertEquals([alone.isAllowed, (await spend()).isAllowed], [true, false]);
  await alone.refund();
  assertEquals((await spend()).isAllowed, true);
  shared.isAway = false;
  clock.now += 1000;
  // Redis never received the refund.
  assertEquals((await spend()).isAllowed, false);
  await here.forget(["a"]);
  assertEquals((await spend()).isAllowed, true);
});

Deno.test("a use that waits past the end of its window gets the true time until there is room", async () => {
  await using two = await openTwo();
  const { here, clock } = two;
  assertEquals(countMany(here, "a", 20, 20), 20);
  clock.now += MINUTE - 5;
  const waiting = here.countShared(quota("a", 20), 3);
  clock.now += 10;
  const { isAllowed, statuses: [status] } = await waiting;
  assertFalse(isAllowed);
  // Of the 20 uses of the last window, 3 must pass: 0.15 of a minute.
  assertLess(Math.abs(status!.resetMs - 0.15 * MINUTE), 10);
});
