import { assert, assertEquals, assertRejects } from "@std/assert";
import { listParkedEvents, retryParkedEvents } from "../../../db/outbox/failed_events.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import { insertEvents } from "../../../db/transact.ts";
import { ALL_PARTS, bitOf } from "../../../domain/events/parts.ts";
import { newId, type UserId } from "../../../domain/ids.ts";
import { DELIVERY_TRIES_MAX } from "../../../domain/limits.ts";
import {
  countOf,
  idsOf,
  insertNew,
  newEvent,
  openAlone,
  openOutbox,
  openOwnership,
  openStream,
} from "../../helpers/app/outbox.ts";

Deno.test("after ten tries an event that cannot be prepared is parked, and the others are delivered", async () => {
  await using outbox = await openAlone(2);
  const { sql, own } = outbox;
  const events = await insertNew(sql, 5);
  const delivered: string[] = [];
  const parked: string[] = [];
  const stream = openStream(sql, own, delivered, {
    limit: 8,
    isFault: () => Promise.resolve(true),
    onParked: (id) => parked.push(id),
    prepare(_, waiting) {
      if (idsOf(waiting).includes(events[2]!.id)) throw new Error("Not this one");
      return Promise.resolve(idsOf(waiting));
    },
  });
  await assertRejects(() => stream.deliverSome(DELIVERY_TRIES_MAX - 1), Error, "Not this one");
  const counts = [];
  do counts.push(countOf(await stream.deliverSome(DELIVERY_TRIES_MAX))); while (
    counts.at(-1) !== "empty"
  );
  assertEquals(counts, [2, "parked", 2, "empty"]);
  assertEquals(delivered, idsOf(events.toSpliced(2, 1)));
  assertEquals(parked, [events[2]!.id]);
  const [row] = await listParkedEvents(sql, 10);
  assertEquals([row!.id, row!.type, row!.tries], [parked[0], "relations.changed", 10]);
});

Deno.test("an event that one owner parks is delivered by the other owners of its parts", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const [followerId, followeeId] = [newId<"user">(), newId<"user">()];
  const own = await openOwnership(sql, bitOf(followerId));
  const other = await openOwnership(sql, ALL_PARTS & ~bitOf(followerId));
  const event = newEvent({
    type: "follow.deleted",
    followerId,
    followeeId: bitOf(followeeId) === bitOf(followerId) ? newId<"user">() : followeeId,
  });
  await insertEvents(sql, [event]);
  const failing = openStream(sql, own, [], {
    isFault: () => Promise.resolve(true),
    onParked: () => {},
    prepare: () => Promise.reject(new Error("Not this one")),
  });
  assertEquals(countOf(await failing.deliverSome(DELIVERY_TRIES_MAX)), "parked");
  const delivered: string[] = [];
  await openStream(sql, other, delivered).deliverSome();
  assertEquals(delivered, [event.id]);
  assertEquals((await outboxBacklog(sql)).events, 0);

  assertEquals(await retryParkedEvents(sql, null), 1);
  const again: string[] = [];
  assertEquals(countOf(await openStream(sql, other, again).deliverSome()), "empty");
  assertEquals(countOf(await openStream(sql, own, again).deliverSome()), 1);
  assertEquals(again, [event.id]);
});

Deno.test("events that together take too long are delivered in smaller parts, and none is parked", async () => {
  await using outbox = await openAlone(2);
  const { sql, own } = outbox;
  const events = await insertNew(sql, 5);
  const delivered: string[] = [];
  const stream = openStream(sql, own, delivered, {
    limit: 8,
    async prepare(tx, waiting) {
      if (waiting.length > 2) {
        await tx`set local statement_timeout = 1`;
        await tx`select pg_sleep(1)`;
      }
      return idsOf(waiting);
    },
  });
  await assertRejects(() => stream.deliverSome(), Error, "statement timeout");
  while ((await stream.deliverSome(DELIVERY_TRIES_MAX)).state !== "empty");
  assertEquals(delivered, idsOf(events));
});

Deno.test("events that a delivery returns as failed are parked with their deltas", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
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
  const stream = openStream(sql, own, [], {
    onParked: (id) => parked.push(id),
    deliver(events, _prepared, _checkpoint, { isIsolating }) {
      assert(isIsolating);
      assertEquals(idsOf(events), [sound!.id, faulty!.id]);
      const failed = [{ recorded: events[1]!, deltas, error: new Error("Not this one") }];
      return Promise.resolve({ failed, checkpoint: "reached" });
    },
  });
  assertEquals(countOf(await stream.deliverSome(DELIVERY_TRIES_MAX)), 2);
  assertEquals(parked, [faulty!.id]);
  const rows = await sql`select id, lane, deltas, error, tries from failed_events`;
  const error = "Error: Not this one";
  assertEquals([...rows], [{ id: faulty!.id, lane: "main:parts", deltas, error, tries: 10 }]);
});
