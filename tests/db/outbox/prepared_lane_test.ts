import { assert, assertEquals, assertRejects } from "@std/assert";
import type { UserId } from "../../../domain/ids.ts";
import { listParkedEvents } from "../../../db/outbox/failed_events.ts";
import { PreparedLane, type PreparedLaneOptions } from "../../../db/outbox/prepared_lane.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { insertEvents } from "../../../db/transact.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { DELIVERY_TRIES_MAX } from "../../../domain/limits.ts";
import { countOf, idsOf, newEvent, openOutbox } from "../../helpers/app/outbox.ts";

const EVENTS = 600;
const DELIVERERS = 4;

/**
 * Opens the lane as one process does: it prepares the ids of events, and records the delivered
 * ones.
 */
function openLane(
  sql: SqlPool,
  delivered: string[],
  options: Partial<PreparedLaneOptions<string[], void>> = {},
) {
  return new PreparedLane<string[], void>({
    pool: sql,
    lane: "main",
    limit: 2,
    isFault: () => Promise.resolve(false),
    onParked: () => assert(false),
    prepare: (_, events) => Promise.resolve(idsOf(events)),
    readCheckpoint: () => Promise.resolve(),
    deliver(events, prepared) {
      assertEquals(prepared, idsOf(events));
      delivered.push(...idsOf(events));
      return Promise.resolve([]);
    },
    ...options,
  });
}

async function insertNew(sql: SqlPool, count: number): Promise<RecordedEvent[]> {
  const events = Array.from({ length: count }, () => newEvent());
  await insertEvents(sql, events);
  return events;
}

Deno.test("one of many processes delivers each event, with its prepared data", async () => {
  await using outbox = await openOutbox(DELIVERERS + 1);
  const { sql } = outbox;
  const events = Array.from({ length: EVENTS }, () => newEvent());
  const delivered: string[] = [];
  let isWriting = true;
  const deliver = async () => {
    const lane = openLane(sql, delivered);
    for (;;) {
      const isLast = !isWriting;
      const { state } = await lane.deliverSome();
      if (isLast && state === "empty") return;
    }
  };
  const write = async () => {
    for (const one of events) await insertEvents(sql, [one]);
    isWriting = false;
  };
  await Promise.all([write(), ...Array.from({ length: DELIVERERS }, deliver)]);
  assertEquals(delivered, idsOf(events));
  assertEquals((await outboxBacklog(sql)).events, 0);
});

Deno.test("while one process delivers a lane, it is busy for the others", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  await insertNew(sql, 1);
  const other = openLane(sql, []);
  const lane = openLane(sql, [], {
    async deliver() {
      assertEquals(await other.deliverSome(), { state: "busy" });
      return [];
    },
  });
  assertEquals(countOf(await lane.deliverSome()), 1);
});

Deno.test("a batch that was prepared by a stopped process is delivered by the next one", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const events = await insertNew(sql, 4);
  const delivered: string[] = [];
  const prepared: string[][] = [];
  const options = {
    prepare(_: unknown, waiting: RecordedEvent[]) {
      prepared.push(idsOf(waiting));
      return Promise.resolve(idsOf(waiting));
    },
  };
  const stopped = openLane(sql, delivered, options);
  assertEquals(countOf(await stopped.deliverSome()), 2);
  const [one, two] = [idsOf(events.slice(0, 2)), idsOf(events.slice(2))];
  assertEquals(prepared, [one, two]);
  const next = openLane(sql, delivered, options);
  assertEquals(countOf(await next.deliverSome()), 2);
  assertEquals(countOf(await next.deliverSome()), "empty");
  // It had prepared the batch, and finds that the rows are gone.
  assertEquals(countOf(await stopped.deliverSome()), "busy");
  assertEquals(countOf(await stopped.deliverSome()), "empty");
  assertEquals(prepared, [one, two]);
  assertEquals(delivered, idsOf(events));
});

Deno.test("events that cannot be prepared do not delay those before them", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const events = await insertNew(sql, 3);
  const delivered: string[] = [];
  let isBroken = true;
  const lane = openLane(sql, delivered, {
    prepare(_, waiting) {
      if (isBroken && idsOf(waiting).includes(events[2]!.id)) throw new Error("Not this one");
      return Promise.resolve(idsOf(waiting));
    },
  });
  const deliver = () => lane.deliverSome();
  // Delivered twice: the transaction of the first delivery was rolled back.
  await assertRejects(deliver, Error, "Not this one");
  assertEquals(countOf(await deliver()), 2);
  assertEquals((await outboxBacklog(sql)).events, 1);
  await assertRejects(deliver, Error, "Not this one");
  isBroken = false;
  assertEquals([countOf(await deliver()), countOf(await deliver())], [1, "empty"]);
  const [one, two] = [idsOf(events.slice(0, 2)), idsOf(events.slice(2))];
  assertEquals(delivered, [...one, ...one, ...two]);
});

Deno.test("a batch ends even if some or all of its events were deleted", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  for (const deleted of [1, 2]) {
    const events = await insertNew(sql, 2);
    const failing = openLane(sql, [], { deliver: () => Promise.reject(new Error("KV is away")) });
    await assertRejects(() => failing.deliverSome(), Error, "KV is away");
    await sql`delete from outbox where id = any(${idsOf(events.slice(0, deleted))}::uuid[])`;
    const delivered: string[] = [];
    const lane = openLane(sql, delivered, {
      prepare: () => Promise.reject(new Error("It was prepared before")),
      deliver(found, prepared) {
        assertEquals(prepared, idsOf(events));
        delivered.push(...idsOf(found));
        return Promise.resolve([]);
      },
    });
    assertEquals(countOf(await lane.deliverSome()), 2 - deleted);
    assertEquals(countOf(await lane.deliverSome()), "empty");
    assertEquals(delivered, idsOf(events.slice(deleted)));
  }
});

Deno.test("a delivery returns whether others may wait: the rest after a full batch, or later ones", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  await insertNew(sql, 3);
  const lane = openLane(sql, []);
  const others = async () => {
    const result = await lane.deliverSome();
    return result.state === "delivered" ? result.othersMayWait : result.state;
  };
  // The second batch was read together with the delivery of the first.
  assertEquals([await others(), await others(), await others()], [true, true, "empty"]);
  await insertNew(sql, 1);
  assertEquals(await others(), false);
  assertEquals(await others(), "empty");
});

Deno.test("after ten tries an event that cannot be prepared is parked, and the others are delivered", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const events = await insertNew(sql, 5);
  const delivered: string[] = [];
  const parked: string[] = [];
  const lane = openLane(sql, delivered, {
    limit: 8,
    isFault: () => Promise.resolve(true),
    onParked: (id) => parked.push(id),
    prepare(_, waiting) {
      if (idsOf(waiting).includes(events[2]!.id)) throw new Error("Not this one");
      return Promise.resolve(idsOf(waiting));
    },
  });
  await assertRejects(() => lane.deliverSome(DELIVERY_TRIES_MAX - 1), Error, "Not this one");
  const counts = [];
  do counts.push(countOf(await lane.deliverSome(DELIVERY_TRIES_MAX))); while (
    counts.at(-1) !== "empty"
  );
  assertEquals(counts, [2, "parked", 2, "empty"]);
  assertEquals(delivered, idsOf(events.toSpliced(2, 1)));
  assertEquals(parked, [events[2]!.id]);
  const [row] = await listParkedEvents(sql, 10);
  assertEquals([row!.id, row!.type, row!.tries], [parked[0], "relations.changed", 10]);
});

Deno.test("events that together take too long are delivered in smaller parts, and none is parked", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const events = await insertNew(sql, 5);
  const delivered: string[] = [];
  const lane = openLane(sql, delivered, {
    limit: 8,
    async prepare(tx, waiting) {
      if (waiting.length > 2) {
        await tx`set local statement_timeout = 1`;
        await tx`select pg_sleep(1)`;
      }
      return idsOf(waiting);
    },
  });
  await assertRejects(() => lane.deliverSome(), Error, "statement timeout");
  while ((await lane.deliverSome(DELIVERY_TRIES_MAX)).state !== "empty");
  assertEquals(delivered, idsOf(events));
});

Deno.test("events that a delivery returns as failed are parked with their deltas", async () => {
  await using outbox = await openOutbox(1);
  const { sql } = outbox;
  const [sound, faulty] = await insertNew(sql, 2);
  const deltas = [{
    eventId: faulty!.id,
    userId: "ada" as UserId,
    put: [],
    removedIds: [],
    unread: 1,
    announced: [],
  }];
  const parked: string[] = [];
  const lane = openLane(sql, [], {
    onParked: (id) => parked.push(id),
    deliver(events, _prepared, _checkpoint, { isIsolating }) {
      assert(isIsolating);
      assertEquals(idsOf(events), [sound!.id, faulty!.id]);
      return Promise.resolve([{ recorded: events[1]!, deltas, error: new Error("Not this one") }]);
    },
  });
  assertEquals(countOf(await lane.deliverSome(DELIVERY_TRIES_MAX)), 2);
  assertEquals(parked, [faulty!.id]);
  const rows = await sql`select id, lane, deltas, error, tries from failed_events`;
  const error = "Error: Not this one";
  assertEquals([...rows], [{ id: faulty!.id, lane: "main", deltas, error, tries: 10 }]);
});
