import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Position } from "../../../../actors/topics/places.ts";
import type { UserId } from "../../../../domain/ids.ts";
import type { LiveEvent } from "../../../../routes/realtime/hydration/live_event.ts";
import type { SourceEntry } from "../../../../routes/realtime/sources/log_source.ts";
import { joinTail, type TailFollower } from "../../../../routes/realtime/sources/topic_tail.ts";
import { startApp, type TestApp } from "../../../helpers/app/app.ts";
import type { Person } from "../../../helpers/people/person.ts";
import { block } from "../../../helpers/people/social.ts";
import { idOf, makeRoom, say } from "../../../helpers/realtime/talk.ts";

/** Somebody at the tail of a topic, who is slow from some entry on. */
class Reader implements TailFollower {
  readonly viewerId: UserId;
  place: Position;
  readonly heard: LiveEvent[] = [];
  readonly behind = Promise.withResolvers<void>();
  readonly #all = Promise.withResolvers<void>();
  readonly #wanted: number;
  readonly #slowAfter: number;

  /** Waits for so many events, and takes at most `slowAfter` of them at once. */
  constructor(
    person: Person,
    { place, wanted, slowAfter = Infinity }: {
      place: Position;
      wanted: number;
      slowAfter?: number;
    },
  ) {
    this.viewerId = idOf(person);
    this.place = place;
    this.#wanted = wanted;
    this.#slowAfter = slowAfter;
  }

  /** Resolves when all of the events were heard. */
  get all(): Promise<void> {
    return this.#all.promise;
  }

  get bodies(): unknown[] {
    return this.heard.map(({ data }) => (data as { body?: string }).body);
  }

  isFull(): boolean {
    return this.heard.length >= this.#slowAfter;
  }

  take(entry: SourceEntry, event: LiveEvent | null): void {
    this.place = entry.position;
    if (event !== null) this.heard.push(event);
    if (this.heard.length === this.#wanted) this.#all.resolve();
  }

  fellBehind(): void {
    this.behind.resolve();
    if (!this.isFull()) this.#all.reject(new Error("It fell behind, but it is not slow"));
  }
}

/** Makes a room with its people in memory, as they are when they have subscribed. */
async function openRoom(app: TestApp, people: Person[]) {
  const room = await makeRoom(app, people);
  await app.settled();
  const topic = `conversation:${room.conversationId}`;
  const ids = people.map(idOf);
  const { cache, logs, invalidations } = app.ctx;
  // The first read of the invalidations drops everything.
  await invalidations.current();
  await Promise.all([cache.relations.getMany(ids), cache.memberships.getMany(ids)]);
  return { room, topic, place: await logs.head(topic) };
}

Deno.test("all at the tail of a room get one event in order; one who is slow leaves it", async () => {
  await using app = await startApp();
  const [ada, bob, cleo] = await app.people("ada", "bob", "cleo");
  const { room, topic, place } = await openRoom(app, [ada, bob, cleo]);
  const [first, second] = [ada, bob].map((person) => new Reader(person, { place, wanted: 3 }));
  const slow = new Reader(cleo, { place, wanted: 1, slowAfter: 1 });
  const tail = joinTail(app.ctx, topic, first!)!;
  for (const reader of [second!, slow]) assertStrictEquals(joinTail(app.ctx, topic, reader), tail);
  for (const body of ["one", "two", "three"]) await say(app, room, ada, body);
  await Promise.all([first!.all, second!.all, slow.all, slow.behind.promise]);
  assertEquals(first!.bodies, ["one", "two", "three"]);
  for (const [index, event] of first!.heard.entries()) {
    assertStrictEquals(second!.heard[index], event);
  }
  assertEquals(slow.bodies, ["one"]);
  assertEquals(tail.has(slow), false);

  // From its old place it is not at the tail. From the new one it is, and hears what comes next.
  assertEquals(joinTail(app.ctx, topic, slow), null);
  const again = new Reader(cleo, { place: first!.place, wanted: 1 });
  assertStrictEquals(joinTail(app.ctx, topic, again), tail);
  await say(app, room, ada, "four");
  await again.all;
  assertEquals(again.bodies, ["four"]);
  for (const reader of [first!, second!, again]) tail.leave(reader);
  await app.settled();
});

Deno.test("somebody who hides the sender hears a deletion, and one who is ahead nothing twice", async () => {
  await using app = await startApp();
  const [ada, bob, cleo] = await app.people("ada", "bob", "cleo");
  await block(app, cleo, bob);
  const { room, topic, place } = await openRoom(app, [ada, bob, cleo]);
  const hider = new Reader(cleo, { place, wanted: 2 });
  const tail = joinTail(app.ctx, topic, hider)!;
  await say(app, room, bob, "one");
  await app.settled();
  const ahead = new Reader(ada, { place: await app.ctx.logs.head(topic), wanted: 1 });
  assertStrictEquals(joinTail(app.ctx, topic, ahead), tail);
  await say(app, room, bob, "two");
  await Promise.all([hider.all, ahead.all]);
  assertEquals(hider.heard.map(({ type }) => type), ["message.deleted", "message.deleted"]);
  assertEquals(ahead.bodies, ["two"]);
  for (const reader of [hider, ahead]) tail.leave(reader);
  await app.settled();
});
