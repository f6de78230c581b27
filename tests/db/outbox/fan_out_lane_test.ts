import { assert, assertEquals, assertRejects } from "@std/assert";
import { FanOutLane, type FanOutLaneOptions } from "../../../db/outbox/fan_out_lane.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { insertEvents } from "../../../db/transact.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { newId } from "../../../domain/ids.ts";
import { DELIVERY_TRIES_MAX } from "../../../domain/limits.ts";
import { countOf, idsOf, newEvent, openOutbox } from "../../helpers/app/outbox.ts";

const newFanOut = () =>
  newEvent({
    type: "feed.fan_out",
    postId: newId(),
    sortId: newId(),
    authorId: newId(),
    after: null,
  });

function openLane(sql: SqlPool, options: Partial<FanOutLaneOptions<string>> = {}) {
  return new FanOutLane<string>({
    pool: sql,
    lane: "fan_out",
    limit: 4,
    isFault: () => Promise.resolve(true),
    onParked: () => assert(false),
    readCheckpoint: () => Promise.resolve("checkpoint"),
    deliver: () => Promise.resolve([]),
    remaining: () => null,
    ...options,
  });
}

const afterOf = ({ event }: RecordedEvent) => event.type === "feed.fan_out" && event.after;

Deno.test("an unfinished fan-out goes behind the others, with its remaining part", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const events = [newFanOut(), newFanOut(), newFanOut()];
  await insertEvents(sql, events);
  const seen: unknown[] = [];
  const lane = openLane(sql, {
    limit: 2,
    deliver(_, fanOuts, checkpoint) {
      assertEquals(checkpoint, "checkpoint");
      seen.push(fanOuts.map((one) => [one.id, afterOf(one)]));
      const left = fanOuts.filter((one) => one.id === events[0]!.id && afterOf(one) === null);
      return Promise.resolve(
        left.map((one) => ({ ...one, event: { ...one.event, after: "bob" } as typeof one.event })),
      );
    },
  });
  const others = [];
  for (;;) {
    const result = await lane.deliverSome();
    if (result.state !== "delivered") break;
    others.push(result.othersMayWait);
  }
  const [one, two, three] = idsOf(events);
  assertEquals(seen, [[[one, null], [two, null]], [[three, null], [one, "bob"]]]);
  assertEquals(others, [true, true]);
});

Deno.test("a failed delivery leaves the fan-outs that it began unchanged", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  await insertEvents(sql, [newFanOut()]);
  let isAway = true;
  const lane = openLane(sql, {
    deliver: () => isAway ? Promise.reject(new Error("KV is away")) : Promise.resolve([]),
  });
  await assertRejects(() => lane.deliverSome(), Error, "KV is away");
  isAway = false;
  assertEquals(countOf(await lane.deliverSome()), 1);
  assertEquals(countOf(await lane.deliverSome()), "empty");
});

Deno.test("after ten tries a failing fan-out is parked with its remaining part", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const events = [newFanOut(), newFanOut(), newFanOut()];
  await insertEvents(sql, events);
  const faulty = events[1]!.id;
  const parts: [number, boolean][] = [];
  const parked: string[] = [];
  const lane = openLane(sql, {
    onParked: (id) => parked.push(id),
    deliver(_, fanOuts, _checkpoint, { isPart }) {
      parts.push([fanOuts.length, isPart]);
      if (idsOf(fanOuts).includes(faulty)) throw new Error("Not this one");
      return Promise.resolve([]);
    },
    remaining: ({ event }) => ({ ...event, after: "bob" }) as typeof event,
  });
  const counts = [];
  do counts.push(countOf(await lane.deliverSome(DELIVERY_TRIES_MAX))); while (
    counts.at(-1) !== "empty"
  );
  assertEquals(counts, [1, "parked", 1, "empty"]);
  assertEquals(parts.slice(0, 3), [[3, true], [2, true], [1, true]]);
  assertEquals(parked, [faulty]);
  const [row] = await sql`select id, event ->> 'after' as after from failed_events`;
  assertEquals(row, { id: faulty, after: "bob" });
});
