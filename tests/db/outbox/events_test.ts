import { assert, assertEquals, assertRejects } from "@std/assert";
import { openOutboxLane } from "../../../db/outbox/events.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { openSql } from "../../../db/pool.ts";
import { insertEvents, type StoredEvent } from "../../../db/transact.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { newId } from "../../../domain/ids.ts";
import { DELIVERY_TRIES_MAX } from "../../../domain/limits.ts";
import { openTestDatabase } from "../../helpers/app/database.ts";

const SOUND = {
  isFault: () => Promise.resolve(false),
  rest: ({ event }: StoredEvent) => event,
  parked: () => {},
};
const EVENTS = 600;
const DELIVERERS = 4;

/** An empty outbox, and the connections of all who write to it and deliver. */
async function openOutbox(): Promise<{ sql: SqlPool } & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const sql = openSql(database.address, DELIVERERS + 1, "work");
  opening.defer(() => sql.end());
  const resources = opening.move();
  return { sql, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

const event = (): RecordedEvent => ({
  id: newId(),
  writerId: "test",
  at: Date.now(),
  event: { type: "relations.changed", userId: newId() },
});

const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);

/** A process that prepares the ids of events, and notes them when it delivers them. */
function openDeliverer(
  sql: SqlPool,
  delivered: string[],
  { limit = 2, onPrepare = () => {}, onDeliver = () => {} }: {
    limit?: number;
    onPrepare?(ids: readonly string[]): void;
    onDeliver?(): void | Promise<void>;
  } = {},
) {
  return openOutboxLane<string[], void>(sql, "main", limit, {
    ...SOUND,
    prepare(_, waiting) {
      onPrepare(idsOf(waiting));
      return Promise.resolve(idsOf(waiting));
    },
    readCheckpoint: () => Promise.resolve(),
    async deliver(_, events, prepared) {
      assertEquals(prepared, idsOf(events));
      await onDeliver();
      delivered.push(...idsOf(events));
      return [];
    },
  });
}

Deno.test("of many deliverers at once each event meets one, with what was prepared for it", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  const events = Array.from({ length: EVENTS }, event);
  const delivered: string[] = [];
  let isWriting = true;
  const deliver = async () => {
    const take = openDeliverer(sql, delivered);
    for (;;) {
      const isLast = !isWriting;
      const taken = await take();
      if (isLast && taken === 0) return;
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

Deno.test("what was prepared ahead by a process that is gone is delivered as it was prepared", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  const events = Array.from({ length: 4 }, event);
  await insertEvents(sql, events);
  const delivered: string[] = [];
  const prepared: string[][] = [];
  const watched = { onPrepare: (ids: readonly string[]) => void prepared.push([...ids]) };
  const gone = openDeliverer(sql, delivered, watched);
  assertEquals(await gone(), 2);
  const [one, two] = [idsOf(events.slice(0, 2)), idsOf(events.slice(2))];
  assertEquals(prepared, [one, two]);
  const next = openDeliverer(sql, delivered, watched);
  assertEquals(await next(), 2);
  assertEquals(await next(), 0);
  assertEquals(await gone(), null);
  assertEquals(await gone(), 0);
  assertEquals(prepared, [one, two]);
  assertEquals(delivered, idsOf(events));
});

Deno.test("events that cannot be prepared hold back nothing that came before them", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  const events = Array.from({ length: 3 }, event);
  await insertEvents(sql, events);
  const delivered: string[] = [];
  let isBroken = true;
  const take = openDeliverer(sql, delivered, {
    onPrepare(ids) {
      if (isBroken && ids.includes(events[2]!.id)) throw new Error("It cannot be prepared");
    },
  });
  // Told twice: what was told the first time was not noted.
  await assertRejects(take, Error, "It cannot be prepared");
  assertEquals(await take(), 2);
  assertEquals((await outboxBacklog(sql)).events, 1);
  await assertRejects(take, Error, "It cannot be prepared");
  isBroken = false;
  assertEquals([await take(), await take()], [1, 0]);
  const [one, two] = [idsOf(events.slice(0, 2)), idsOf(events.slice(2))];
  assertEquals(delivered, [...one, ...one, ...two]);
});

Deno.test("a batch ends also when somebody has deleted one of its events", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  const events = Array.from({ length: 2 }, event);
  await insertEvents(sql, events);
  const fail = openDeliverer(sql, [], { onDeliver: () => Promise.reject(new Error("KV is away")) });
  await assertRejects(fail, Error, "KV is away");
  await sql`delete from outbox where id = ${events[0]!.id}`;
  const delivered: string[] = [];
  const take = openOutboxLane<string[], void>(sql, "main", 2, {
    ...SOUND,
    prepare: () => Promise.reject(new Error("It was prepared before")),
    readCheckpoint: () => Promise.resolve(),
    deliver(_, found, prepared) {
      assertEquals(prepared, idsOf(events));
      delivered.push(...idsOf(found));
      return Promise.resolve([]);
    },
  });
  assertEquals([await take(), await take()], [1, 0]);
  assertEquals(delivered, [events[1]!.id]);
});

Deno.test("many events are a reason to gather the next, unless they were read before the call", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  await insertEvents(sql, Array.from({ length: 550 }, event));
  const take = openDeliverer(sql, [], { limit: 300 });
  assertEquals(await take(), 300);
  assertEquals(await take(), 250);
  await insertEvents(sql, Array.from({ length: 250 }, event));
  assertEquals(await take(), "many");
  assertEquals(await take(), 0);
});

Deno.test("events that take too long together are delivered in smaller parts, and none is parked", async () => {
  await using outbox = await openOutbox();
  const { sql } = outbox;
  const events = Array.from({ length: 5 }, event);
  await insertEvents(sql, events);
  const delivered: string[] = [];
  const take = openOutboxLane<string[], void>(sql, "main", 8, {
    ...SOUND,
    parked: () => assert(false),
    async prepare(tx, waiting) {
      if (waiting.length > 2) {
        await tx`set local statement_timeout = 1`;
        await tx`select pg_sleep(1)`;
      }
      return idsOf(waiting);
    },
    readCheckpoint: () => Promise.resolve(),
    deliver(_, found) {
      delivered.push(...idsOf(found));
      return Promise.resolve([]);
    },
  });
  await assertRejects(() => take(), Error, "statement timeout");
  while (await take(DELIVERY_TRIES_MAX) !== 0);
  assertEquals(delivered, idsOf(events));
});
