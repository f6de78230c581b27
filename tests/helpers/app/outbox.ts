import type { SqlPool } from "../../../db/sql.ts";
import { openSql } from "../../../db/pool.ts";
import type { DeliveryResult } from "../../../domain/events/delivery.ts";
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

/** Creates an event, by default of the main lane. */
export const newEvent = (
  event: RecordedEvent["event"] = { type: "relations.changed", userId: newId() },
): RecordedEvent => ({ id: newId(), writerId: "test", at: Date.now(), event });

/** Returns the ids of events. */
export const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);

/** Returns how many events were delivered, or the state if none was. */
export const countOf = (result: DeliveryResult) =>
  result.state === "delivered" ? result.events : result.state;
