import { assertEquals } from "@std/assert";
import type { DomainEvent } from "../../../domain/events/events.ts";
import { newId } from "../../../domain/ids.ts";
import { inboxChangeOf } from "../../../domain/notifications/inbox_changes.ts";
import { isGrouped } from "../../../domain/notifications/notifications.ts";

const counters = { postId: "post", likes: 1, comments: 1, reposts: 0, rev: 1 };

function told(event: DomainEvent): string[] {
  return inboxChangeOf(newId(), event).causes
    .map(({ type, userId, actorId }) => `${type} to ${userId} by ${actorId}`);
}

function commentBy(userId: string, ...mentionedIds: string[]): DomainEvent {
  const text = { commentId: "comment", mentionedIds };
  return { type: "comment.created", userId, authorId: "ada", counters, ...text };
}

Deno.test("inboxChangeOf tells the author of comments, and the followed person of a follow", () => {
  assertEquals(told(commentBy("bob")), ["comment to ada by bob"]);
  const follow = { followerId: "bob", followeeId: "ada" };
  const followed = { type: "follow.created", id: newId(), ...follow } as const;
  assertEquals(told({ ...followed, isAccepted: false }), ["follow to ada by bob"]);
  assertEquals(told({ ...followed, isAccepted: true }), ["follow_accepted to bob by ada"]);
});

Deno.test("inboxChangeOf tells nobody of their own doings", () => {
  assertEquals(told(commentBy("ada", "ada")), []);
});

Deno.test("inboxChangeOf tells an author who is mentioned in a comment once", () => {
  assertEquals(told(commentBy("bob", "ada", "cora", "bob")), [
    "comment to ada by bob",
    "mention to cora by bob",
  ]);
});

Deno.test("inboxChangeOf tells each person of a comment once, of a reply before all else", () => {
  const reply = { ...commentBy("bob", "ada", "cora", "dan"), answeredId: "cora" } as DomainEvent;
  assertEquals(told(reply), [
    "reply to cora by bob",
    "comment to ada by bob",
    "mention to dan by bob",
  ]);
  assertEquals(told({ ...reply, answeredId: "ada" } as DomainEvent), [
    "reply to ada by bob",
    "mention to cora by bob",
    "mention to dan by bob",
  ]);
});

Deno.test("inboxChangeOf gives each notice of an event an id of its own, the same ones again", () => {
  const id = newId();
  const ids = () => inboxChangeOf(id, commentBy("bob", "cora", "dan")).causes.map((one) => one.id);
  assertEquals(ids(), ids());
  assertEquals(new Set(ids()).size, 3);
});

Deno.test("inboxChangeOf takes back what is undone and everything about what is gone", () => {
  const change = (event: DomainEvent) => inboxChangeOf(newId(), event);
  const { retractions } = change({ type: "follow.deleted", followerId: "bob", followeeId: "ada" });
  const told = { userId: "ada", type: "follow", actorId: "bob", postId: null } as const;
  const answered = {
    userId: "bob",
    type: "follow_accepted",
    actorId: "ada",
    postId: null,
  } as const;
  assertEquals(retractions, [told, answered]);
  const gone = change({ type: "comment.deleted", commentId: "comment", userId: "bob", counters });
  assertEquals(gone.retractedCommentIds, ["comment"]);
  const deleted = change({ type: "post.deleted", postId: "post", authorId: "ada" });
  assertEquals(deleted.retractedPostIds, ["post"]);
});

Deno.test("inboxChangeOf tells an author that a post has failed", () => {
  const event = { type: "post.failed", postId: "post", authorId: "ada" } as const;
  assertEquals(told(event), ["post_failed to ada by ada"]);
});

Deno.test("inboxChangeOf tells a person of each thing that moderators did, by the id of the action", () => {
  const acted = {
    type: "moderation.acted",
    userId: "ada",
    postId: "post",
    preview: "Why",
  } as const;
  const [notice] = inboxChangeOf(newId(), { ...acted, actionId: "one" }).causes;
  assertEquals([notice!.type, notice!.userId, notice!.actorId], ["moderation", "ada", "ada"]);
  assertEquals([notice!.postId, notice!.commentId, notice!.preview], ["post", "one", "Why"]);
});

Deno.test("isGrouped gathers likes and follows, and keeps words apart", () => {
  const types = ["like", "follow", "comment", "mention", "post_failed"] as const;
  assertEquals(types.map(isGrouped), [true, true, false, false, false]);
});
