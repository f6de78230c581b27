import { assertEquals } from "@std/assert";
import { pauseMs } from "../../../actors/delivery/pause.ts";
import type { Delivered } from "../../../domain/events/delivery.ts";

const delivered = (actions: number, spanMs: number, othersMayWait = false): Delivered => ({
  state: "delivered",
  events: 1,
  actions,
  spanMs,
  othersMayWait,
});

Deno.test("a lane pauses after thousands of actions a second, for a multiple of its work", () => {
  assertEquals(pauseMs(delivered(4000, 1000), 50), 300);
  assertEquals(pauseMs(delivered(250, 0), 50), 300, "many at once");
  assertEquals(pauseMs(delivered(4000, 1000), 10_000), 2000, "at most two seconds");
});

Deno.test("a lane does not pause after few actions, nor after a slow delivery", () => {
  assertEquals(pauseMs(delivered(1, 0), 50), 0);
  assertEquals(pauseMs(delivered(150, 40), 50), 0, "few, if quick");
  assertEquals(pauseMs(delivered(1500, 3000), 50), 0, "500 a second, of three seconds");
});

Deno.test("a lane does not pause while other events may wait", () => {
  assertEquals(pauseMs(delivered(4000, 1000, true), 50), 0);
});

Deno.test("a lane does not pause after events whose times are unknown", () => {
  assertEquals(pauseMs(delivered(4000, NaN), 50), 0);
});
