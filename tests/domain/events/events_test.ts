import { assertEquals } from "@std/assert";
import {
  countersOf,
  type DomainEvent,
  EVENT_TYPES,
  inboxChangeOf,
  invalidationsOf,
  laneOf,
  loggedOf,
} from "../../../domain/events/events.ts";
import { type CommentId, newId, type PostId, type UserId } from "../../../domain/ids.ts";

const [ADA, BOB, CORA, DAN] = ["ada", "bob", "cora", "dan"] as [UserId, UserId, UserId, UserId];

const [commentId, postId] = ["comment" as CommentId, "post" as PostId];
const counters = { postId, likes: 1, comments: 1, reposts: 0, rev: 1 };

function notified(event: DomainEvent): string[] {
  return inboxChangeOf(newId(), event).causes
    .map(({ type, userId, actorId }) => `${type} to ${userId} by ${actorId}`);
}

function commentBy(userId: UserId, ...mentionedIds: UserId[]): DomainEvent {
  const text = { commentId, mentionedIds };
  return { type: "comment.created", userId, authorId: ADA, counters, ...text };
}

Deno.test("inboxChangeOf notifies the author of comments, and the followed person of a follow", () => {
  assertEquals(notified(commentBy(BOB)), ["comment to ada by bob"]);
  const follow = { followerId: BOB, followeeId: ADA };
  const followed = { type: "follow.created", id: newId(), ...follow } as const;
  assertEquals(notified({ ...followed, isAccepted: false }), ["follow to ada by bob"]);
  assertEquals(notified({ ...followed, isAccepted: true }), ["follow_accepted to bob by ada"]);
});

Deno.test("inboxChangeOf notifies nobody of their own actions", () => {
  assertEquals(notified(commentBy(ADA, ADA)), []);
});

Deno.test("inboxChangeOf notifies an author who is mentioned in a comment once", () => {
  assertEquals(notified(commentBy(BOB, ADA, CORA, BOB)), [
    "comment to ada by bob",
    "mention to cora by bob",
  ]);
});

Deno.test("inboxChangeOf notifies each person of a comment once, of a reply before all else", () => {
  const reply = { ...commentBy(BOB, ADA, CORA, DAN), answeredId: CORA } as DomainEvent;
  assertEquals(notified(reply), [
    "reply to cora by bob",
    "comment to ada by bob",
    "mention to dan by bob",
  ]);
  assertEquals(notified({ ...reply, answeredId: ADA } as DomainEvent), [
    "reply to ada by bob",
    "mention to cora by bob",
    "mention to dan by bob",
  ]);
});

Deno.test("inboxChangeOf gives each cause of an event its own id, the same at each call", () => {
  const id = newId();
  const ids = () => inboxChangeOf(id, commentBy(BOB, CORA, DAN)).causes.map((one) => one.id);
  assertEquals(ids(), ids());
  assertEquals(new Set(ids()).size, 3);
});

Deno.test("inboxChangeOf retracts undone causes, and all that are about a deleted object", () => {
  const change = (event: DomainEvent) => inboxChangeOf(newId(), event);
  const { retractions } = change({ type: "follow.deleted", followerId: BOB, followeeId: ADA });
  const about = { postId: null, subject: null };
  assertEquals(retractions, [
    { userId: ADA, type: "follow", actorId: BOB, ...about },
    { userId: BOB, type: "follow_accepted", actorId: ADA, ...about },
  ]);
  const gone = change({ type: "comment.deleted", commentId, userId: BOB, counters });
  assertEquals(gone.deleted, [{ type: "comment", id: "comment" }]);
  const deleted = change({ type: "post.deleted", postId, authorId: ADA });
  assertEquals(deleted.deleted, [{ type: "post", id: "post" }]);
});

Deno.test("inboxChangeOf notifies an author that a post has failed", () => {
  const event = { type: "post.failed", postId, authorId: ADA } as const;
  assertEquals(notified(event), ["post_failed to ada by ada"]);
});

Deno.test("inboxChangeOf notifies a person of each action of moderators, by its id", () => {
  const acted = {
    type: "moderation.acted",
    userId: ADA,
    postId,
    preview: "Why",
  } as const;
  const [cause] = inboxChangeOf(newId(), { ...acted, actionId: "one" }).causes;
  assertEquals([cause!.type, cause!.userId, cause!.actorId], ["moderation", "ada", "ada"]);
  assertEquals([cause!.postId, cause!.preview], ["post", "Why"]);
  assertEquals(cause!.subject, { type: "action", id: "one" });
});

Deno.test("an event has no effects that its rules omit, and waits in the main lane", () => {
  const event = { type: "user.created", userId: ADA } as const;
  assertEquals(laneOf(event), "main");
  assertEquals([invalidationsOf(event), countersOf(event), loggedOf(event)], [[], [], []]);
  assertEquals(notified(event), []);
});

Deno.test("only fan-outs wait in the lane of fan-outs", () => {
  const lanes = EVENT_TYPES.map((type) => [type, laneOf({ type } as DomainEvent)]);
  assertEquals(lanes.filter(([, lane]) => lane === "fan_out"), [["feed.fan_out", "fan_out"]]);
});

Deno.test("likes invalidate each liker's viewer state, and carry the counters of each post", () => {
  const like = (userId: UserId) => ({ id: newId(), userId, rev: 1, isTold: true });
  const posts = [
    { authorId: ADA, counters, liked: [like(BOB)], unliked: [like(CORA)] },
    {
      authorId: ADA,
      counters: { ...counters, postId: "other" as PostId },
      liked: [],
      unliked: [],
    },
  ];
  const event = { type: "likes.changed", posts } as const;
  assertEquals(invalidationsOf(event), [
    { cache: "viewer_states", id: "bob" },
    { cache: "viewer_states", id: "cora" },
  ]);
  assertEquals(countersOf(event).map(({ postId }) => postId), ["post", "other"]);
});

Deno.test("both people of a follow get its log entry", () => {
  const logged = loggedOf({ type: "follow.deleted", followerId: BOB, followeeId: ADA });
  const ref = { followerId: BOB, followeeId: ADA, isFollowing: false, requested: false };
  assertEquals(logged, [{ topics: ["user:bob", "user:ada"], type: "follow.updated", ref }]);
});

Deno.test("erased causes are retracted by the ids that Postgres stores, whatever their type", () => {
  const row = { userId: ADA, actorId: BOB, postId: null };
  const { retractions } = inboxChangeOf(newId(), {
    type: "notices.withdrawn",
    withdrawals: [
      { ...row, type: "invitation", commentId: "collaboration" },
      { ...row, type: "mention", postId: "post" as PostId, commentId: "comment" },
      { ...row, type: "mention", commentId: "message" },
      { ...row, type: "follow", commentId: null },
    ],
  });
  assertEquals(retractions.map(({ subject }) => subject), [
    { type: "invitation", id: "collaboration" },
    { type: "comment", id: "comment" },
    { type: "message", id: "message" },
    null,
  ]);
});
