import { assert, assertEquals, assertFalse } from "@std/assert";
import { Activity, BUSY_MS } from "../../context/activity.ts";
import { startListening } from "../helpers/app/listening.ts";

Deno.test("an instance is busy while a request is open, and for a second after it", () => {
  let now = 0;
  const activity = new Activity(() => now);
  assertFalse(activity.isBusy);
  const [first, second] = [activity.begin(), activity.begin()];
  now += 10 * BUSY_MS;
  first[Symbol.dispose]();
  now += BUSY_MS;
  assert(activity.isBusy, "the second request is still open");
  second[Symbol.dispose]();
  second[Symbol.dispose]();
  now += BUSY_MS - 1;
  assert(activity.isBusy);
  now++;
  assertFalse(activity.isBusy);
});

Deno.test("a listener is called once for each time that an instance gets busy", () => {
  let now = 0;
  const activity = new Activity(() => now);
  let calls = 0;
  const listening = activity.listen(() => calls++);
  for (let round = 1; round <= 2; round++) {
    for (let n = 0; n < 3; n++) activity.begin()[Symbol.dispose]();
    assertEquals(calls, round);
    now += BUSY_MS;
  }
  listening[Symbol.dispose]();
  activity.begin()[Symbol.dispose]();
  assertEquals(calls, 2);
});

Deno.test("requests and sockets make an instance busy, but the probes of monitoring do not", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const { activity } = app.ctx;
  let open = 0;
  let begun = 0;
  let onIdle = () => {};
  const begin = activity.begin.bind(activity);
  activity.begin = () => {
    const ending = begin();
    open++;
    begun++;
    return {
      [Symbol.dispose]() {
        ending[Symbol.dispose]();
        if (--open === 0) onIdle();
      },
    };
  };
  for (const path of ["/health", "/ready", "/metrics"]) await app.fetch(path);
  assertEquals(begun, 0);
  const [ada] = await app.people("ada");
  assert(begun > 0);
  assertEquals(open, 0);
  const live = await listening.open(ada);
  assertEquals(open, 1);
  const idle = Promise.withResolvers<void>();
  onIdle = idle.resolve;
  await live[Symbol.asyncDispose]();
  await idle.promise;
});
