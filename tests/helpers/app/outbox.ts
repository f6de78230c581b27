import { assert, assertEquals } from "@std/assert";
import { LaneStream, type LaneStreamOptions } from "../../../db/outbox/lane_stream.ts";
import { insertEvents } from "../../../db/transact.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { openSql } from "../../../db/pool.ts";
import type { DeliveryResult } from "../../../domain/events/delivery.ts";
import type { Ownership } from "../../../domain/events/ownership.ts";
import { ALL_PARTS, NO_PARTS, type Parts } from "../../../domain/events/parts.ts";
import { joinInstances } from "../../../db/outbox/instances.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { newId } from "../../../domain/ids.ts";
import { openTestDatabase } from "./database.ts";

/** Opens an empty outbox with this many connections. */
export async function openOutbox(connections: number): Promise<{ sql: SqlPool } & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openTestDatabase());
  const sql = openSql(database.address, connections, "work");
  opening.defer(() => sql.end());
  const resources = opening.move();
  return { sql, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** The parts that a test lets an instance deliver. */
export interface TestOwnership extends Ownership {
  id: string;
  owned: Parts;
  given: Parts;
  hasAdopted: boolean;
  losses: number;
}

/** Adds an instance to the database, which owns these parts of the main lane. */
export async function openOwnership(
  sql: SqlPool,
  parts: Parts = ALL_PARTS,
): Promise<TestOwnership> {
  const id = newId();
  await joinInstances(sql, id);
  const ownership: TestOwnership = {
    id,
    owned: parts,
    given: NO_PARTS,
    hasAdopted: false,
    losses: 0,
    takeovers: 0,
    parts: () => ownership.owned & ~ownership.given,
    isMoving: () => ownership.hasAdopted || (ownership.owned & ownership.given) !== NO_PARTS,
    isAdopting: () => ownership.hasAdopted,
    activate: () => void (ownership.hasAdopted = false),
    async giveUp(_lane, _shard, release) {
      const surplus = ownership.owned & ownership.given;
      ownership.owned &= ~surplus;
      if (surplus !== NO_PARTS) await release(surplus);
    },
    lost: () => void ownership.losses++,
  };
  return ownership;
}

/** Creates an event, by default of the main lane. */
export const newEvent = (
  event: RecordedEvent["event"] = { type: "relations.changed", userId: newId() },
): RecordedEvent => ({ id: newId(), writerId: "test", at: Date.now(), event });

/** Returns the ids of events. */
export const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);

/** Returns how many events were delivered, or the state if none was. */
export const countOf = (result: DeliveryResult) =>
  result.state === "delivered" ? result.events : result.state;

/**
 * Opens the stream of one instance: it prepares the ids of events, and records the delivered ones.
 */
export function openStream(
  sql: SqlPool,
  ownership: TestOwnership,
  delivered: string[],
  options: Partial<LaneStreamOptions<string[], string>> = {},
) {
  return new LaneStream<string[], string>({
    pool: sql,
    lane: "main",
    shard: 0,
    ownership,
    limit: 2,
    isFault: () => Promise.resolve(false),
    onParked: () => assert(false),
    prepare: (_, events) => Promise.resolve(idsOf(events)),
    readCheckpoint: (origin) => Promise.resolve(`read ${origin}`),
    deliver(events, prepared, checkpoint, { origin }) {
      assertEquals(prepared, idsOf(events));
      assert([`read ${origin}`, `reached ${origin}`].includes(checkpoint));
      delivered.push(...idsOf(events));
      return Promise.resolve({ failed: [], checkpoint: `reached ${origin}` });
    },
    ...options,
  });
}

/** Inserts events of the main lane. */
export async function insertNew(sql: SqlPool, count: number): Promise<RecordedEvent[]> {
  const events = Array.from({ length: count }, () => newEvent());
  await insertEvents(sql, events);
  return events;
}

/** Opens an outbox and the only instance that delivers it. */
export async function openAlone(connections: number) {
  const outbox = await openOutbox(connections);
  return { ...outbox, own: await openOwnership(outbox.sql) };
}
