import { assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { type ChangedNotifications, deltasOf } from "../../../domain/notifications/deltas.ts";

const [ADA, BOB] = ["ada", "bob"] as [UserId, UserId];

const entry = (id: string, userId = ADA) => ({
  id,
  userId,
  type: "comment" as const,
  postId: "post" as PostId,
  commentId: "comment",
  preview: null,
  actorsCount: 1,
  actorIds: [BOB],
  createdAt: 0,
  isRead: false,
  rev: 0,
});
const changed = (notificationId: string, eventId: string, userId = ADA) => ({
  notificationId,
  eventId,
  userId,
});

/** Returns each delta in one line, for inboxes that hold these notifications after the batch. */
function deltas(changes: Partial<ChangedNotifications>, entries: ReturnType<typeof entry>[]) {
  const unread = new Map([["ada", 3]]);
  const all = { left: [], joined: [], reads: [], ...changes };
  return deltasOf(all, entries, unread).map((delta) => {
    const put = delta.put.map(({ id }) => id).join();
    const announced = delta.announced.map((one) => `${one.notificationId} by ${one.eventId}`)
      .join();
    return `${delta.userId} ${delta.eventId}: put ${put}, removed ${delta.removedIds.join()}, ` +
      `announced ${announced}, unread ${delta.unread}`;
  });
}

Deno.test("a notification with a new actor is put and announced", () => {
  assertEquals(deltas({ joined: [changed("n", "e")] }, [entry("n")]), [
    "ada e: put n, removed , announced n by e, unread 3",
  ]);
});

Deno.test("a notification without actors is removed, one with others is put, and both silently", () => {
  const left = [changed("gone", "e"), changed("smaller", "e")];
  assertEquals(deltas({ left }, [entry("smaller")]), [
    "ada e: put smaller, removed gone, announced , unread 3",
  ]);
});

Deno.test("a notification that was deleted after an actor joined is not announced", () => {
  const joined = [changed("n", "e")];
  assertEquals(deltas({ joined, left: [changed("n", "e")] }, []), [
    "ada e: put , removed n, announced , unread 3",
  ]);
});

Deno.test("an inbox has a delta for each event, and an entry belongs to the last that changed it", () => {
  const left = [changed("n", "e1"), changed("m", "e1")];
  const joined = [changed("n", "e2"), changed("other", "e2", BOB)];
  assertEquals(deltas({ left, joined }, [entry("n"), entry("m"), entry("other", BOB)]), [
    "ada e2: put n, removed , announced n by e2, unread 3",
    "ada e1: put m, removed , announced , unread 3",
    "bob e2: put other, removed , announced other by e2, unread 0",
  ]);
});

Deno.test("an announcement keeps the event that made it, though a later one changed the entry", () => {
  const joined = [changed("n", "e1"), changed("n", "e2")];
  assertEquals(deltas({ joined }, [entry("n")]), [
    "ada e2: put n, removed , announced n by e1,n by e2, unread 3",
  ]);
});

Deno.test("a reader gets the unread count and the entries that nothing else changed", () => {
  const reads = [{ userId: ADA, eventId: "r1" }, { userId: ADA, eventId: "r2" }];
  assertEquals(deltas({ reads }, []), ["ada r2: put , removed , announced , unread 3"]);
  const joined = [changed("n", "e")];
  assertEquals(deltas({ reads, joined }, [entry("n"), entry("old"), entry("old")]), [
    "ada r2: put old, removed , announced , unread 3",
    "ada e: put n, removed , announced n by e, unread 3",
  ]);
});

Deno.test("events that change no notification make no delta", () => {
  assertEquals(deltas({}, []), []);
});
