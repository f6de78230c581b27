import { assert, assertEquals } from "@std/assert";
import { LowWaterMark } from "../../../db/outbox/low_water.ts";
import { insertEvents } from "../../../db/transact.ts";
import { bitOf, type Parts } from "../../../domain/events/parts.ts";
import { newId, type UserId } from "../../../domain/ids.ts";
import { idsOf, newEvent, openOutbox } from "../../helpers/app/outbox.ts";

const ada = newId<"user">();
const other = ofOtherPart(ada);
const [mine, theirs] = [bitOf(ada), bitOf(other)];

function ofOtherPart(userId: UserId): UserId {
  const id = newId<"user">();
  return bitOf(id) === bitOf(userId) ? ofOtherPart(userId) : id;
}

/** An event that only this user hears of. */
const about = (userId: UserId) =>
  newEvent({ type: "notifications.read", userId, notificationIds: [] });

Deno.test("an event that becomes visible after later ones is listed first", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const mark = new LowWaterMark("main", { measureMs: 0 });
  const list = async (parts: Parts) => (await mark.list(sql, parts, 10)).rows.map(({ id }) => id);
  const [early, late] = [about(ada), about(ada)];
  const { promise: isListed, resolve } = Promise.withResolvers<void>();
  const { promise: isInserted, resolve: inserted } = Promise.withResolvers<void>();
  const writing = sql.begin(async (tx) => {
    await insertEvents(tx, [early]);
    inserted();
    await isListed;
  });
  await isInserted;
  await insertEvents(sql, [about(other), about(other)]);
  for (let times = 0; times < 4; times++) assertEquals(await list(mine), []);
  resolve();
  await writing;
  await insertEvents(sql, [late]);
  for (let times = 0; times < 4; times++) assertEquals(await list(mine), idsOf([early, late]));
  assertEquals((await list(theirs)).length, 2);
  assertEquals(await list(mine), idsOf([early, late]));
});

Deno.test("the events of others are passed over once, and not at each delivery", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  await sql`
    insert into outbox (id, lane, parts, event)
    select gen_random_uuid(), 'main:parts', ${String(theirs)}::bigint, '{}'
    from generate_series(1, 50000)`;
  await insertEvents(sql, [about(ada)]);
  const mark = new LowWaterMark("main", { measureMs: 0 });
  const durations: number[] = [];
  for (let times = 0; times < 12; times++) {
    const startedAt = performance.now();
    assertEquals((await mark.list(sql, mine, 10)).rows.length, 1);
    durations.push(performance.now() - startedAt);
  }
  assert(Math.min(...durations.slice(2)) < Math.min(...durations.slice(0, 2)) / 3, `${durations}`);
  mark.forget();
  assertEquals((await mark.list(sql, theirs, 10)).rows.length, 10);
});
