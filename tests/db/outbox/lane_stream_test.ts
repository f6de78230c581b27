import { assert, assertEquals, assertRejects } from "@std/assert";
import { adoptInstance, joinInstances } from "../../../db/outbox/instances.ts";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { ALL_PARTS, bitOf, partsFrom } from "../../../domain/events/parts.ts";
import { insertEvents } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import {
  countOf,
  idsOf,
  insertNew,
  newEvent,
  openAlone,
  openOutbox,
  openOwnership,
  openStream,
  type TestOwnership,
} from "../../helpers/app/outbox.ts";

const all = { failed: [], checkpoint: "reached" };

Deno.test("each event is delivered once, by the owners of its parts, in order", async () => {
  await using outbox = await openOutbox(4);
  const { sql } = outbox;
  const halves = [
    Array.from({ length: 32 }, (_, n) => n),
    Array.from({ length: 32 }, (_, n) => n + 32),
  ];
  const owners = await Promise.all(halves.map((half) => openOwnership(sql, partsFrom(half))));
  const events = Array.from({ length: 300 }, () =>
    newEvent({
      type: "follow.deleted",
      followerId: newId<"user">(),
      followeeId: newId<"user">(),
    }));
  const delivered: string[][] = [[], []];
  let isWriting = true;
  const deliver = async (owner: TestOwnership, index: number) => {
    const stream = openStream(sql, owner, delivered[index]!);
    for (;;) {
      const isLast = !isWriting;
      const { state } = await stream.deliverSome();
      if (isLast && state === "empty") return;
    }
  };
  const write = async () => {
    for (const one of events) await insertEvents(sql, [one]);
    isWriting = false;
  };
  await Promise.all([write(), ...owners.map(deliver)]);
  for (const [index, owner] of owners.entries()) {
    const concerned = events.filter(({ event }) =>
      event.type === "follow.deleted" &&
      [event.followerId, event.followeeId].some((id) => (bitOf(id) & owner.owned) !== 0n)
    );
    assertEquals(delivered[index], idsOf(concerned));
    assert(concerned.length < events.length);
  }
  assertEquals((await outboxBacklog(sql)).events, 0);
});

Deno.test("a batch that a dead instance prepared is delivered by its heir, under the old checkpoint", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  const events = await insertNew(sql, 4);
  const delivered: string[] = [];
  const stopped = openStream(sql, own, delivered);
  // It prepares the second batch together with the end of the first.
  assertEquals(countOf(await stopped.deliverSome()), 2);

  const heir = await openOwnership(sql, 0n);
  const adopt = (mayLive: boolean) => adoptInstance(sql, { dead: own.id, heir: heir.id, mayLive });
  assertEquals(await adopt(false), null);
  assert(await adopt(true) !== null);
  Object.assign(heir, { owned: ALL_PARTS, hasAdopted: true });
  const next = openStream(sql, heir, delivered);
  assertEquals(countOf(await next.deliverSome()), 2);
  assertEquals(countOf(await next.deliverSome()), "empty");
  assert(!heir.hasAdopted);

  // The first one is not dead after all. It delivers what it has in memory, which the checkpoint
  // refuses, and can prepare nothing.
  const refused: string[] = [];
  const late = openStream(sql, own, refused);
  await insertNew(sql, 1);
  assertEquals(countOf(await stopped.deliverSome()), "busy");
  assertEquals(countOf(await late.deliverSome()), "busy");
  assertEquals([own.losses, refused], [2, []]);
  assertEquals(delivered.slice(0, 4), idsOf(events));
});

Deno.test("parts are given up only between batches", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  await insertNew(sql, 4);
  await sql`update lane_parts set owner = ${own.id} where lane = 'main'`;
  const unowned = async () =>
    (await sql`select from lane_parts where lane = 'main' and owner is null`).count;
  const stream = openStream(sql, own, []);
  assertEquals(countOf(await stream.deliverSome()), 2);
  own.given = partsFrom([1, 2]);
  // The batch that was prepared before may hold events of these parts.
  assertEquals([countOf(await stream.deliverSome()), await unowned()], [2, 0]);
  assertEquals([countOf(await stream.deliverSome()), await unowned()], ["empty", 2]);
  assertEquals(own.owned, ALL_PARTS & ~own.given);
});

Deno.test("events that cannot be prepared do not delay those before them", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  const events = await insertNew(sql, 3);
  const delivered: string[] = [];
  let isBroken = true;
  const stream = openStream(sql, own, delivered, {
    prepare(_, waiting) {
      if (isBroken && idsOf(waiting).includes(events[2]!.id)) throw new Error("Not this one");
      return Promise.resolve(idsOf(waiting));
    },
  });
  const deliver = () => stream.deliverSome();
  // Delivered twice: the transaction that ended the first delivery was rolled back.
  await assertRejects(deliver, Error, "Not this one");
  assertEquals(countOf(await deliver()), 2);
  assertEquals((await outboxBacklog(sql)).events, 1);
  await assertRejects(deliver, Error, "Not this one");
  isBroken = false;
  assertEquals([countOf(await deliver()), countOf(await deliver())], [1, "empty"]);
  const [one, two] = [idsOf(events.slice(0, 2)), idsOf(events.slice(2))];
  assertEquals(delivered, [...one, ...one, ...two]);
});

Deno.test("a batch ends even if some or all of its events were deleted", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  for (const deleted of [1, 2]) {
    const events = await insertNew(sql, 2);
    const failing = openStream(sql, own, [], {
      deliver: () => Promise.reject(new Error("KV is away")),
    });
    await assertRejects(() => failing.deliverSome(), Error, "KV is away");
    await sql`delete from outbox where id = any(${idsOf(events.slice(0, deleted))}::uuid[])`;
    const delivered: string[] = [];
    const stream = openStream(sql, own, delivered, {
      prepare: () => Promise.reject(new Error("It was prepared before")),
      deliver(found, prepared) {
        assertEquals(prepared, idsOf(events));
        delivered.push(...idsOf(found));
        return Promise.resolve(all);
      },
    });
    assertEquals(countOf(await stream.deliverSome()), 2 - deleted);
    assertEquals(countOf(await stream.deliverSome()), "empty");
    assertEquals(delivered, idsOf(events.slice(deleted)));
  }
});

Deno.test("a delivery returns whether others may wait: the rest after a full batch, or later ones", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  await insertNew(sql, 3);
  const stream = openStream(sql, own, []);
  const others = async () => {
    const result = await stream.deliverSome();
    return result.state === "delivered" ? result.othersMayWait : result.state;
  };
  // The second batch was read together with the delivery of the first.
  assertEquals([await others(), await others(), await others()], [true, true, "empty"]);
  await insertNew(sql, 1);
  assertEquals(await others(), false);
  assertEquals(await others(), "empty");
});

Deno.test("under load no batch is prepared ahead, even after one that was", async () => {
  await using outbox = await openAlone(1);
  const { sql, own } = outbox;
  const like = () => ({ id: newId(), userId: newId<"user">(), rev: 1, isTold: false });
  const manyLikes = (): RecordedEvent =>
    newEvent({
      type: "likes.changed",
      posts: [{
        authorId: newId<"user">(),
        counters: { postId: newId<"post">(), likes: 1, comments: 0, reposts: 0, rev: 1 },
        liked: Array.from({ length: 1000 }, like),
        unliked: [],
      }],
    });
  const prepared: number[] = [];
  const stream = openStream(sql, own, [], {
    limit: 2,
    prepare(_, events) {
      prepared.push(events.length);
      return Promise.resolve(idsOf(events));
    },
  });
  // Two fill a batch, so the third is prepared ahead. The fourth comes later and is left to gather.
  await insertEvents(sql, [manyLikes(), manyLikes(), manyLikes()]);
  await stream.deliverSome();
  assertEquals(prepared, [2, 1]);
  await insertEvents(sql, [manyLikes()]);
  await stream.deliverSome();
  assertEquals(prepared, [2, 1]);
});

Deno.test("joining twice under one name fails: an instance has its own name", async () => {
  await using outbox = await openAlone(1);
  await assertRejects(() => joinInstances(outbox.sql, outbox.own.id), Error, "instances_pkey");
});
