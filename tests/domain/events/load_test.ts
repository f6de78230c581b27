import { assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import type { RecordedEvent } from "../../../domain/events/events.ts";
import { countActions, countToDeliver } from "../../../domain/events/load.ts";

const [ADA, BOB] = ["ada", "bob"] as [UserId, UserId];

/** Returns one write with this many likes of one post, at a time in milliseconds. */
function liked(likes: number, at: number): RecordedEvent {
  const like = (n: number) => ({ id: `l${n}`, userId: `u${n}` as UserId, rev: 1, isTold: true });
  const post = {
    authorId: ADA,
    counters: { postId: "p" as PostId, likes, comments: 0, reposts: 0, rev: 1 },
    liked: Array.from({ length: likes }, (_, n) => like(n)),
    unliked: [],
  };
  return { id: `${at}`, writerId: "here", at, event: { type: "likes.changed", posts: [post] } };
}

/** Returns a write every 10 ms for this many milliseconds. */
const steady = (likesEach: number, ms: number) =>
  Array.from({ length: ms / 10 + 1 }, (_, n) => liked(likesEach, n * 10));

const block: RecordedEvent = {
  id: "b",
  writerId: "here",
  at: 0,
  event: { type: "block.changed", blockerId: ADA, blockedId: BOB },
};

Deno.test("countActions counts each like, and any other event once", () => {
  assertEquals(countActions([liked(3, 0), block, liked(2, 5)]), 6);
});

Deno.test("countToDeliver takes the events that fit into a delivery, or one that fills it", () => {
  assertEquals(countToDeliver(steady(5, 1000)), 101);
  assertEquals(countToDeliver([liked(15_000, 0), liked(15_000, 1), block]), 2);
  assertEquals(countToDeliver([liked(30_000, 0), block]), 1);
  assertEquals(countToDeliver([]), 0);
});
