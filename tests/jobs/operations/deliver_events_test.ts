import { assertEquals } from "@std/assert";
import { insertEvents } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { deliverEvents } from "../../../jobs/operations/deliver_events.ts";
import { startApp } from "../../helpers/app/app.ts";
import { newEvent } from "../../helpers/app/outbox.ts";

Deno.test("a run ends when the events that an instance has left behind are delivered", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const waiting = async () => (await sql`select from outbox`).count;
  await insertEvents(sql, [newEvent({ type: "relations.changed", userId: newId() })]);
  assertEquals(await waiting(), 1);
  await deliverEvents.run(app.ctx, new AbortController().signal);
  assertEquals(await waiting(), 0);
});

Deno.test("a run ends at its signal while events cannot be delivered", async () => {
  await using app = await startApp();
  const { sql, relay } = app.ctx;
  await relay.idle();
  await sql.begin(async (tx) => {
    await insertEvents(app.ctx.sql, [newEvent()]);
    await tx`lock table outbox in access exclusive mode`;
    const stop = new AbortController();
    const run = deliverEvents.run(app.ctx, stop.signal);
    stop.abort();
    await run;
  });
  await relay.idle();
});
