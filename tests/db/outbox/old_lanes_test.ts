import { assertEquals } from "@std/assert";
import { adoptOldLanes } from "../../../db/outbox/old_lanes.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { storedEvent } from "../../../db/transact.ts";
import { ALL_PARTS, bitOf, type Parts } from "../../../domain/events/parts.ts";
import { newId } from "../../../domain/ids.ts";
import {
  countOf,
  idsOf,
  newEvent,
  openOutbox,
  openOwnership,
  openStream,
} from "../../helpers/app/outbox.ts";

const nobody = { failed: [], checkpoint: "reached" };

/** Records events as programs of the previous version do; returns them. */
async function insertOld(sql: SqlPool, count: number) {
  const events = Array.from({ length: count }, () => newEvent());
  for (const recorded of events) {
    const { id, event } = storedEvent(recorded);
    await sql`
      insert into outbox (id, lane, event) values (${id}, 'main', ${
      JSON.stringify(event)
    }::text::json)`;
  }
  return events;
}

Deno.test("the last batch of the previous version goes to one instance, without what was applied, before later events", async () => {
  await using outbox = await openOutbox(3);
  const { sql } = outbox;
  const half = bitOf(newId());
  const one = await openOwnership(sql, half);
  const two = await openOwnership(sql, ALL_PARTS & ~half);
  const [applied, ...begun] = await insertOld(sql, 3);
  await sql`
    insert into deliveries (lane, seqs, deltas)
    select 'main', array_agg(seq order by seq), '["change"]' from outbox`;
  const later = await insertOld(sql, 2);
  const adopt = () =>
    adoptOldLanes(sql, one.id, () => Promise.resolve(new Map([[applied!.id, undefined]])));
  const delivered: [string[], Parts, unknown][] = [];
  const options = {
    limit: 9,
    deliver(
      events: Parameters<typeof idsOf>[0],
      deltas: unknown,
      _: string,
      { parts }: { parts: Parts },
    ) {
      delivered.push([idsOf(events), parts, deltas]);
      return Promise.resolve(nobody);
    },
  };
  const streams = [one, two].map((own) => openStream(sql, own, [], options));

  assertEquals(await adopt(), ["main"]);
  assertEquals(await adopt(), []);
  assertEquals(countOf(await streams[1]!.deliverSome()), "empty");
  one.hasAdopted = true;
  assertEquals(countOf(await streams[0]!.deliverSome()), 2);
  assertEquals(delivered.splice(0), [[idsOf(begun), ALL_PARTS, ["change"]]]);
  assertEquals(countOf(await streams[0]!.deliverSome()), "empty");

  assertEquals(await adopt(), ["main"]);
  for (const stream of streams) assertEquals(countOf(await stream.deliverSome()), 2);
  const ids = idsOf(later);
  assertEquals(delivered, [[ids, one.owned, ids], [ids, two.owned, ids]]);
  assertEquals((await outboxBacklog(sql)).events, 0);
  assertEquals(await adopt(), []);
});
