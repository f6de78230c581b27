import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { CommentId, PostId, UserId } from "../../../domain/ids.ts";
import { type DomainEvent, inboxChangeOf } from "../../../domain/events/events.ts";
import { coalesceChanges } from "../../../domain/notifications/coalesce.ts";

const AUTHOR = "ada" as UserId;
const OTHERS = ["bob", "cora", "dan"] as UserId[];
const POSTS = ["p", "q"] as PostId[];

interface Action {
  what: "follow" | "unfollow" | "comment" | "uncomment" | "delete" | "react" | "unreact";
  userId: UserId;
  postId: PostId;
  commentId: string;
}

const actions = fc.array(
  fc.record<Action>({
    what: fc.constantFrom(
      "follow",
      "follow",
      "unfollow",
      "comment",
      "uncomment",
      "delete",
      "react",
      "unreact",
    ),
    userId: fc.constantFrom(...OTHERS),
    postId: fc.constantFrom(...POSTS),
    commentId: fc.constantFrom("c1", "c2"),
  }),
  { maxLength: 30 },
);

function eventOf({ what, userId, postId, commentId }: Action, id: string): DomainEvent {
  const counters = { postId, likes: 0, comments: 0, reposts: 0, rev: 0 };
  const about = { userId, authorId: AUTHOR, counters };
  const comment = `${postId}.${commentId}.${userId}` as CommentId;
  switch (what) {
    case "follow":
      return {
        type: "follow.created",
        id,
        followerId: userId,
        followeeId: AUTHOR,
        isAccepted: false,
      };
    case "unfollow":
      return { type: "follow.deleted", followerId: userId, followeeId: AUTHOR };
    case "comment":
      return {
        type: "comment.created",
        commentId: comment,
        mentionedIds: [],
        ...about,
      };
    case "react":
    case "unreact": {
      const { authorId } = about;
      const isReacting = what === "react";
      return { type: "comment.reacted", commentId: comment, postId, authorId, userId, isReacting };
    }
    case "uncomment":
      return { type: "comment.deleted", commentId: comment, userId: AUTHOR, counters };
    case "delete":
      return { type: "post.deleted", postId, authorId: AUTHOR };
  }
}

/** Applies events one by one, as to an inbox that each event changes alone. */
function applyEach(given: readonly Action[]): Set<string> {
  const notified = new Set<string>();
  for (const { what, userId, postId, commentId } of given) {
    const follow = `follow null ${userId}`;
    const comment = `comment ${postId} ${postId}.${commentId}.${userId}`;
    if (what === "follow") notified.add(follow);
    if (what === "unfollow") notified.delete(follow);
    if (what === "comment") notified.add(comment);
    const reaction = `reaction ${postId} ${postId}.${commentId}.${userId}`;
    if (what === "react") notified.add(reaction);
    if (what === "unreact") notified.delete(reaction);
    if (what === "uncomment") { for (const one of [comment, reaction]) notified.delete(one); }
    if (what === "delete") {
      for (const one of notified) if (one.split(" ")[1] === postId) notified.delete(one);
    }
  }
  return notified;
}

/** Applies all events at once, coalesced. */
function applySum(before: ReadonlySet<string>, given: readonly Action[]): Set<string> {
  const events = given.map((action, index) => ({ id: numbered(index), action }));
  const sum = coalesceChanges(
    events.map(({ id, action }) => ({ id, ...inboxChangeOf(id, eventOf(action, id)) })),
  );
  const notified = new Set(before);
  for (const { type, postId, actorId, subject } of sum.retractions) {
    notified.delete(`${type} ${postId} ${subject?.id ?? actorId}`);
  }
  const deletedIds = sum.deleted.map(({ id }) => id);
  for (const one of notified) {
    const [, postId, object] = one.split(" ") as [string, string, string];
    if (deletedIds.includes(postId) || deletedIds.includes(object)) notified.delete(one);
  }
  for (const { type, postId, actorId, subject } of sum.causes) {
    notified.add(`${type} ${postId} ${subject?.id ?? actorId}`);
  }
  return notified;
}

const numbered = (index: number) => `01900000-0000-7000-8000-${String(index).padStart(12, "0")}`;

/** Removes impossible events. A deleted post never returns; a comment may, if it is restored. */
function possible(given: readonly Action[]): Action[] {
  const gone = new Set<string>();
  const written = new Set<string>();
  return given.filter(({ what, userId, postId, commentId }) => {
    const comment = `${postId} ${commentId} ${userId}`;
    if (gone.has(postId)) return false;
    if (what === "delete") gone.add(postId);
    const needsComment = what === "uncomment" || what === "react" || what === "unreact";
    if (needsComment && !written.has(comment)) return false;
    if (what === "uncomment") written.delete(comment);
    if (what !== "comment") return true;
    if (written.has(comment)) return false;
    written.add(comment);
    return true;
  });
}

Deno.test("coalesceChanges of any events has the result of the events one after another", () => {
  fc.assert(fc.property(actions, (given) => {
    const all = possible(given);
    assertEquals([...applySum(new Set(), all)].sort(), [...applyEach(all)].sort());
  }));
});

Deno.test("coalesceChanges has the same result however the events are cut into batches", () => {
  fc.assert(fc.property(actions, fc.nat(30), (given, at) => {
    const all = possible(given);
    const first = applySum(new Set(), all.slice(0, at));
    const notified = applySum(first, all.slice(at));
    assertEquals([...notified].sort(), [...applyEach(all)].sort());
  }));
});

Deno.test("coalesceChanges returns the last event of each change", () => {
  const about = { userId: "bob" as UserId, postId: "p" as PostId, commentId: "c1" };
  const whats = ["follow", "unfollow", "follow"] as const;
  const sum = coalesceChanges(whats.map((what, index) => {
    const id = numbered(index);
    return { id, ...inboxChangeOf(id, eventOf({ what, ...about }, id)) };
  }));
  assertEquals(sum.causes.map((cause) => cause.eventId), [numbered(2)]);
  assertEquals(sum.retractions.filter(({ type }) => type === "follow"), []);
});
