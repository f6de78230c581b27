import { assertEquals } from "@std/assert";
import { onceEmptied } from "../../../db/outbox/settled.ts";
import { insertNew, openOutbox } from "../../helpers/app/outbox.ts";

Deno.test("the wait for events that nobody delivers ends when it is stopped", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const stop = new AbortController();
  await onceEmptied(sql, stop.signal);
  const [event] = await insertNew(sql, 1);
  let isOver = false;
  const waiting = onceEmptied(sql, stop.signal).then(() => isOver = true);
  for (let times = 0; times < 20; times++) await sql`select`;
  assertEquals(isOver, false);
  stop.abort();
  await waiting;

  const again = onceEmptied(sql, new AbortController().signal);
  await insertNew(sql, 1);
  await sql`delete from outbox where id = ${event!.id}`;
  await again;
});
