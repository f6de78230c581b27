import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { coalesceLikes, type LikedPost } from "../../../domain/engagement/likes.ts";

const [AUTHOR, BOB, CORA] = ["ada", "bob", "cora"] as [UserId, UserId, UserId];
const [P, Q] = ["p", "q"] as [PostId, PostId];
const events = fc.array(
  fc.uniqueArray(
    fc.record({
      postId: fc.constantFrom(P, Q),
      userId: fc.constantFrom(BOB, CORA, AUTHOR),
    }),
    { selector: ({ postId, userId }) => `${postId} ${userId}`, minLength: 1 },
  ),
  { maxLength: 20 },
);

type Pairs = readonly { postId: PostId; userId: UserId }[];

/** Returns events in which each of these people likes the post, or takes their like back. */
function play(given: readonly Pairs[]) {
  const likes = new Map<string, { id: string; userId: UserId; rev: number; isTold: boolean }>();
  return given.map((pairs, rev) => {
    const posts = [...Map.groupBy(pairs, ({ postId }) => postId)].map(([postId, ofPost]) => {
      const counters = { postId, likes: 0, comments: 0, reposts: 0, rev };
      const post: LikedPost = { authorId: AUTHOR, counters, liked: [], unliked: [] };
      for (const { userId } of ofPost) {
        const pair = `${postId} ${userId}`;
        const known = likes.get(pair);
        const like = known ?? { id: `${pair} ${rev}`, userId, rev, isTold: userId !== AUTHOR };
        post[known ? "unliked" : "liked"].push(like);
        if (known) likes.delete(pair);
        else likes.set(pair, like);
      }
      return post;
    });
    return { eventId: String(rev), posts };
  });
}

/** Returns the ids of the likes that authors are notified of. */
function notifiedLikes(batches: ReturnType<typeof play>[]): string[] {
  const notified = new Set<string>();
  for (const batch of batches) {
    for (const { liked, unliked } of coalesceLikes(batch)) {
      for (const { id } of unliked) {
        assertEquals(notified.delete(id), true, `${id} was not notified`);
      }
      for (const { id } of liked) notified.add(id);
    }
  }
  return [...notified].sort();
}

Deno.test("netLikes says the same however the events are cut into batches", () => {
  fc.assert(fc.property(events, fc.nat(20), (given, at) => {
    const all = play(given);
    const each = notifiedLikes(all.map((event) => [event]));
    assertEquals(notifiedLikes([all]), each);
    assertEquals(notifiedLikes([all.slice(0, at), all.slice(at)]), each);
  }));
});

Deno.test("netLikes omits likes of which authors are not notified", () => {
  const own = [{ postId: P, userId: AUTHOR }];
  assertEquals(notifiedLikes([play([own])]), []);
  assertEquals(coalesceLikes(play([own, own])).flatMap(({ unliked }) => unliked), []);
});

Deno.test("netLikes keeps the order of likes and the last event of each post", () => {
  const by = (userId: UserId) => [{ postId: P, userId }];
  const [net] = coalesceLikes(play([by(CORA), by(BOB)]));
  assertEquals(net!.liked.map(({ userId, rev }) => [userId, rev]), [["cora", 0], ["bob", 1]]);
  assertEquals(net!.eventId, "1");
});
