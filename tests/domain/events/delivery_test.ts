import { assertEquals } from "@std/assert";
import type { UserId } from "../../../domain/ids.ts";
import { delivered } from "../../../domain/events/delivery.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";

const ADA = "ada" as UserId;

const at = (at: number): RecordedEvent => ({
  id: `${at}`,
  writerId: "here",
  at,
  event: { type: "relations.changed", userId: ADA },
});

Deno.test("delivered counts events and the time from the first to the last", () => {
  assertEquals(delivered([at(5), at(7), at(30)], { othersMayWait: true }), {
    state: "delivered",
    events: 3,
    actions: 3,
    spanMs: 25,
    othersMayWait: true,
  });
});

Deno.test("delivered handles a batch whose events are all deleted", () => {
  const { events, actions, spanMs } = delivered([], { othersMayWait: true });
  assertEquals([events, actions, spanMs], [0, 0, 0]);
});
