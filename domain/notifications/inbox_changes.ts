import type { InboxChange, NotificationCause } from "../notification_types.ts";
import { tellOfComment } from "./comments.ts";
import type { DomainEvent } from "../events/events.ts";
import { siblingId } from "../ids.ts";

/** What somebody is told that no other person did to them. */
const IMPERSONAL: readonly string[] = ["post_published", "post_failed", "moderation"];

/** What an event changes in people's inboxes; `id` is the event's own. Nobody notifies themselves. */
export function inboxChangeOf(id: string, event: DomainEvent): InboxChange {
  const change: InboxChange = {
    causes: [],
    retractions: [],
    retractedCommentIds: [],
    retractedPostIds: [],
  };
  const notify = (
    cause: Omit<NotificationCause, "id">,
    noticeId = siblingId(id, change.causes.length),
  ) => {
    if (cause.userId !== cause.actorId || IMPERSONAL.includes(cause.type)) {
      change.causes.push({ id: noticeId, ...cause });
    }
  };
  const about = (postId: string | null, commentId: string | null, preview: string | null) => ({
    postId,
    commentId,
    preview,
  });
  switch (event.type) {
    case "follow.created": {
      const { followerId, followeeId } = event;
      // Who has let somebody follow knows of the follow; the other waits to hear of it.
      const cause = event.isAccepted
        ? { userId: followerId, type: "follow_accepted" as const, actorId: followeeId }
        : { userId: followeeId, type: "follow" as const, actorId: followerId };
      notify({ ...cause, ...about(null, null, null) }, event.id);
      break;
    }
    case "follow_request.created":
      notify({
        userId: event.targetId,
        type: "follow_request",
        actorId: event.requesterId,
        ...about(null, null, null),
      }, event.id);
      break;
    case "follow_request.ended":
      change.retractions.push({
        userId: event.targetId,
        type: "follow_request",
        actorId: event.requesterId,
        postId: null,
      });
      break;
    case "follow.deleted":
      change.retractions.push({
        userId: event.followeeId,
        type: "follow",
        actorId: event.followerId,
        postId: null,
      }, {
        userId: event.followerId,
        type: "follow_accepted",
        actorId: event.followeeId,
        postId: null,
      });
      break;
    case "comment.created":
    case "comment.updated":
    case "comment.reacted":
    case "comment.deleted":
      tellOfComment(event, change, notify);
      break;
    case "post.created":
    case "post.updated": {
      const { authorId: actorId } = event;
      const text = about(event.postId, null, null);
      const { parentAuthorId = null, isScheduled = false } = event.type === "post.created"
        ? event
        : {};
      for (const userId of event.mentionedIds) {
        if (userId !== parentAuthorId) notify({ userId, type: "mention", actorId, ...text });
      }
      for (const userId of event.type === "post.updated" ? event.unmentionedIds ?? [] : []) {
        change.retractions.push({ userId, type: "mention", actorId, postId: event.postId });
      }
      if (parentAuthorId !== null) {
        notify({ userId: parentAuthorId, type: "reply", actorId, ...text });
      }
      if (isScheduled) notify({ userId: actorId, type: "post_published", actorId, ...text });
      break;
    }
    case "post.failed":
      notify({
        userId: event.authorId,
        type: "post_failed",
        actorId: event.authorId,
        ...about(event.postId, null, null),
      });
      break;
    case "moderation.acted":
      notify({
        userId: event.userId,
        type: "moderation",
        actorId: event.userId,
        ...about(event.postId, event.actionId, event.preview),
      });
      break;
    case "repost.created": {
      const { authorId: userId, userId: actorId, counters: { postId } } = event;
      notify({ userId, type: "repost", actorId, ...about(postId, null, null) });
      break;
    }
    case "repost.deleted": {
      const { authorId: userId, userId: actorId, counters: { postId } } = event;
      change.retractions.push({ userId, type: "repost", actorId, postId });
      break;
    }
    case "board.shared":
      notify({
        userId: event.userId,
        type: "invitation",
        actorId: event.ownerId,
        ...about(null, event.invitationId, null),
      });
      break;
    case "board.unshared":
      change.retractedCommentIds.push(...event.invitationIds);
      break;
    case "notices.withdrawn":
      change.retractions.push(...event.withdrawals);
      break;
    case "post.deleted":
      change.retractedPostIds.push(event.postId);
      break;
    // Likes are counted by post: see netLikes.
    case "likes.changed":
    case "saves.changed":
    case "user.created":
    case "user.updated":
    case "session.revoked":
    case "access.changed":
    case "block.changed":
    case "relations.changed":
    case "suspension.changed":
    case "media.ready":
    case "media.failed":
    case "media.updated":
    case "notifications.read":
    case "feed.fan_out":
    case "feed.positioned":
      break;
  }
  return change;
}
