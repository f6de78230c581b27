import { assert, assertEquals } from "@std/assert";
import {
  ALL_PARTS,
  bitOf,
  includesHome,
  NO_PARTS,
  nthPartOf,
  numbersOf,
  partOf,
  PARTS,
  partsFrom,
  partsOf,
  partsWonBy,
  shardParts,
} from "../../domain/events/parts.ts";
import type { DomainEvent } from "../../domain/events/events.ts";
import { postTopic, userTopic } from "../../domain/events/topics.ts";
import { newId } from "../../domain/ids.ts";

const everyPart = Array.from({ length: PARTS }, (_, part) => part);

Deno.test("sets of parts hold what they were made from", () => {
  assertEquals(partsFrom(everyPart), ALL_PARTS);
  assertEquals(numbersOf(ALL_PARTS), everyPart);
  for (const parts of [[], [0], [63], [0, 63], [1, 5, 62]]) {
    assertEquals(numbersOf(partsFrom(parts)), parts);
  }
});

Deno.test("a topic has the part of its user or post", () => {
  const id = newId();
  assertEquals([userTopic(id), postTopic(id)].map(partOf), [partOf(id), partOf(id)]);
  assertEquals(partOf("no id"), 0);
});

Deno.test("an event concerns the parts of its topics and of those whom it notifies", () => {
  const [ada, bob] = [newId<"user">(), newId<"user">()];
  const follow: DomainEvent = { type: "follow.deleted", followerId: ada, followeeId: bob };
  assertEquals(partsOf(newId(), follow), bitOf(ada) | bitOf(bob));
  const deleted: DomainEvent = { type: "post.deleted", postId: newId<"post">(), authorId: ada };
  assertEquals(partsOf(newId(), deleted), ALL_PARTS);
  const silent: DomainEvent = { type: "saves.changed", userId: ada };
  const id = newId();
  assertEquals(partsOf(id, silent), bitOf(id));
});

Deno.test("exactly one part of an event is its home", () => {
  const events: DomainEvent[] = [
    { type: "follow.deleted", followerId: newId<"user">(), followeeId: newId<"user">() },
    { type: "post.deleted", postId: newId<"post">(), authorId: newId<"user">() },
    { type: "saves.changed", userId: newId<"user">() },
  ];
  for (const event of events) {
    const id = newId();
    const homes = everyPart.filter((part) => includesHome(partsFrom([part]), id, event));
    assertEquals(homes.length, 1);
    assert((partsOf(id, event) & partsFrom(homes)) !== NO_PARTS);
  }
});

Deno.test("instances share all parts, and few move when one comes or goes", () => {
  const instances = Array.from({ length: 7 }, () => newId());
  const owners = (living: string[]) =>
    everyPart.map((part) =>
      living.filter((one) => (partsWonBy(one, living) & partsFrom([part])) !== NO_PARTS)
    );
  const before = owners(instances);
  for (const of of before) assertEquals(of.length, 1);
  const [gone, ...rest] = instances;
  owners(rest).forEach((of, part) => {
    if (before[part]![0] !== gone) assertEquals(of, before[part]);
  });
  assertEquals(partsWonBy("alone", ["alone"]), ALL_PARTS);
});

Deno.test("KV stores share all parts", () => {
  for (const shards of [1, 2, 3, 5]) {
    const stores = Array.from({ length: shards }, (_, shard) => shardParts(shard, shards));
    assertEquals(stores.reduce((all, one) => all | one, NO_PARTS), ALL_PARTS);
    assertEquals(stores.flatMap(numbersOf).length, PARTS);
    for (let n = 0; n < 2 * PARTS; n++) {
      const part = nthPartOf(shards - 1, shards, n);
      assert((stores[shards - 1]! & partsFrom([part])) !== NO_PARTS);
    }
  }
});
