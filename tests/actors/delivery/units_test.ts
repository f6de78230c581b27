import { assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { effectsOf, inUnits } from "../../../actors/delivery/units.ts";
import { ALL_PARTS } from "../../../domain/events/parts.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import type { InboxDelta } from "../../../domain/notifications/inbox.ts";

const [ADA, BOB] = ["ada", "bob"] as [UserId, UserId];

/** Returns one write that gives each post a like, and so the counters `rev`. */
function liked(id: string, rev: number, postIds: readonly string[]): RecordedEvent {
  const posts = postIds.map((postId) => ({
    authorId: ADA,
    counters: { postId: postId as PostId, likes: rev, comments: 0, reposts: 0, rev },
    liked: [{ id: `${id} ${postId}`, userId: BOB, rev, isTold: true }],
    unliked: [],
  }));
  return { id, writerId: "here", at: 0, event: { type: "likes.changed", posts } };
}

const delta = (eventId: string): InboxDelta => ({
  userId: ADA,
  eventId,
  put: [],
  removedIds: [],
  unread: 1,
  announced: [{ notificationId: "n", eventId }],
});

Deno.test("effectsOf sends the counters of each post once, with the event of the newest ones", () => {
  const events = [liked("a", 1, ["p", "q"]), liked("b", 2, ["p"]), liked("c", 3, ["p", "r"])];
  const effects = effectsOf({ events, deltas: [], parts: ALL_PARTS }, 0);
  assertEquals(
    effects.map(({ counters }) => counters.map(({ postId, rev }) => `${postId}${rev}`)),
    [["q1"], [], ["p3", "r3"]],
  );
  assertEquals(effects.map(({ index, invalidations }) => [index, invalidations.length]), [[0, 2], [
    1,
    1,
  ], [
    2,
    2,
  ]]);
});

Deno.test("effectsOf logs nothing for applied events, but writes their inboxes again", () => {
  const events = [liked("a", 1, ["p"]), liked("b", 2, ["p"]), liked("c", 3, ["p"])];
  const effects = effectsOf({ events, deltas: [delta("b"), delta("c")], parts: ALL_PARTS }, 2);
  assertEquals(effects.map(({ recorded, index }) => `${recorded.id}${index}`), ["b1", "c2"]);
  const announced = effects.map(({ envelopes: [envelope] }) => {
    const { log } = envelope!.message as { log: readonly unknown[] };
    return log.length;
  });
  assertEquals(announced, [0, 1]);
});

Deno.test("inUnits keeps the order and splits effects that are too heavy for one commit", () => {
  const postIds = Array.from({ length: 100 }, (_, n) => `post ${n}`);
  const events = Array.from({ length: 12 }, (_, n) => liked(`e${n}`, n, [`${n}`, ...postIds]));
  const units = inUnits(effectsOf({ events, deltas: [], parts: ALL_PARTS }, 0));
  assertEquals(units.flat().map(({ recorded }) => recorded.id), events.map(({ id }) => id));
  // A write weighs about 25: an invalidation for each of its 101 likes. The counters of the hundred
  // posts are sent once.
  assertEquals(units.map((unit) => unit.length), [7, 5]);
});

Deno.test("effectsOf splits the inbox changes of one event, which is done with the last part", () => {
  const removedIds = Array.from({ length: 1000 }, (_, n) => `n${n}`);
  const deltas = [
    { ...delta("b"), removedIds },
    ...removedIds.map((id) => ({ ...delta("b"), userId: id as UserId, removedIds: ["one"] })),
  ];
  const events = [liked("a", 1, ["p"]), liked("b", 2, ["p"])];
  const units = inUnits(effectsOf({ events, deltas, parts: ALL_PARTS }, 0));
  const effects = units.flat();
  for (const unit of units) {
    assertEquals(unit.reduce((sum, { rows }) => sum + rows, 0) <= 200, true);
  }
  const messages = effects.flatMap(({ envelopes }) => envelopes.map(({ message }) => message));
  const removed = messages as { removedIds: string[]; log: unknown[] }[];
  assertEquals(removed.flatMap((one) => one.removedIds).length, 2000);
  assertEquals(removed.flatMap((one) => one.log).length, 1001);
  assertEquals(effects.at(-1)!.index, 1);
  for (const { index, log, invalidations } of effects.slice(0, -1)) {
    assertEquals([index, log.length, invalidations.length], [
      0,
      0,
      index === 0 ? invalidations.length : 0,
    ]);
  }
});
