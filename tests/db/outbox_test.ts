import { assertEquals } from "@std/assert";
import { openLane, outboxBacklog } from "../../db/outbox.ts";
import { openSql } from "../../db/sql.ts";
import { insertEvents } from "../../db/transact.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { newId } from "../../domain/ids.ts";
import { openTestDatabase } from "../helpers/database.ts";

const EVENTS = 600;
const DELIVERERS = 4;

const event = (): RecordedEvent => ({
  id: newId(),
  origin: "test",
  at: Date.now(),
  event: { type: "relations.changed", userId: newId() },
});

Deno.test("of many deliverers at once each event meets one, with what was prepared for it", async () => {
  await using database = await openTestDatabase();
  const sql = openSql(database.address, DELIVERERS + 1);
  await using _ending = { [Symbol.asyncDispose]: () => sql.end() };
  const events = Array.from({ length: EVENTS }, event);
  const delivered: string[] = [];
  let isWriting = true;
  const deliver = async () => {
    const take = openLane<string[]>(sql, "main", 2, {
      prepare: (_, waiting) => Promise.resolve(waiting.map(({ id }) => id)),
      deliver(_, found, prepared) {
        assertEquals(prepared, found.map(({ id }) => id));
        delivered.push(...prepared!);
        return Promise.resolve([]);
      },
    });
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
  assertEquals(delivered, events.map(({ id }) => id));
  assertEquals((await outboxBacklog(sql)).events, 0);
});
