import { assert, assertEquals } from "@std/assert";
import { insertEvents } from "../../../db/transact.ts";
import { ALL_PARTS, bitOf, type Parts } from "../../../domain/events/parts.ts";
import { newId, type UserId } from "../../../domain/ids.ts";
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

/** An event that concerns these two people. */
function unfollowed(followerId: UserId, followeeId: UserId) {
  return newEvent({ type: "follow.deleted", followerId, followeeId });
}

Deno.test("an event that one part has heard of is delivered only to the others, also by a new owner", async () => {
  await using outbox = await openOutbox(2);
  const { sql } = outbox;
  const ada = newId<"user">();
  let bob = newId<"user">();
  while (bitOf(bob) === bitOf(ada)) bob = newId<"user">();
  const events = [unfollowed(bob, bob), unfollowed(ada, bob), unfollowed(bob, bob)];
  await insertEvents(sql, events);
  const first = await openOwnership(sql, bitOf(ada));
  await openStream(sql, first, []).deliverSome();

  const delivered: [string, Parts][] = [];
  const stream = openStream(sql, await openOwnership(sql), [], {
    deliver(found, _, checkpoint, { parts }) {
      delivered.push(...idsOf(found).map((id): [string, Parts] => [id, parts]));
      return Promise.resolve({ failed: [], checkpoint });
    },
  });
  while (countOf(await stream.deliverSome()) !== "empty");
  const [one, shared, two] = idsOf(events) as [string, string, string];
  assertEquals(delivered, [[one, ALL_PARTS], [shared, bitOf(bob)], [two, ALL_PARTS]]);
});

Deno.test("parts that come while a batch is looked for are not used before their own batch was", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  await insertNew(sql, 1);
  let isComing = true;
  const stream = openStream(sql, own, [], {
    readCheckpoint(origin) {
      if (isComing) Object.assign(own, { hasAdopted: true, takeovers: 1 });
      isComing = false;
      return Promise.resolve(`read ${origin}`);
    },
  });
  assertEquals(countOf(await stream.deliverSome()), "busy");
  assert(own.hasAdopted);
  assertEquals(countOf(await stream.deliverSome()), 1);
  assert(!own.hasAdopted);
});
