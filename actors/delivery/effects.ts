import type { RecordedEvent } from "../../domain/events/events.ts";
import type { InboxDelta } from "../../domain/notification_types.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { type Envelope, to } from "../runtime/actor.ts";
import { inboxActor } from "../users/inbox.ts";
import { postTopic, userTopic } from "../topics/names.ts";
import type { LogEntry } from "../topics/topics.ts";

/** What one event does outside Postgres. */
export interface Effect {
  recorded: RecordedEvent;
  /** The place in the batch up to which all is done with it: before its event, if parts of it follow. */
  index: number;
  envelopes: Envelope[];
  /** About how many rows the envelopes make. */
  rows: number;
  log: { topic: string; entry: LogEntry }[];
  /** What every instance is to forget, and to know instead. */
  invalidations: Invalidation[];
  counters: Counters[];
}

/** The log entries of an event: who hears of it, by ids only. */
export function logOf({ id, at, event }: RecordedEvent): Effect["log"] {
  const log: Effect["log"] = [];
  const tell = (topic: string, type: string, ref: LogEntry["ref"]) =>
    log.push({ topic, entry: { id: `${id}.${type}`, type, at, ref } });
  switch (event.type) {
    case "post.created":
      tell(userTopic(event.authorId), "post.created", { postId: event.postId });
      break;
    case "post.updated":
    case "post.deleted":
      tell(postTopic(event.postId), event.type, { postId: event.postId });
      tell(userTopic(event.authorId), event.type, { postId: event.postId });
      break;
    case "comment.created":
    case "comment.deleted": {
      const { commentId, userId, counters: { postId } } = event;
      tell(postTopic(postId), event.type, { postId, commentId, userId });
      break;
    }
    case "comment.updated": {
      const { postId, commentId, userId } = event;
      tell(postTopic(postId), event.type, { postId, commentId, userId });
      break;
    }
    case "follow.created":
    case "follow.deleted": {
      const { followerId, followeeId } = event;
      const isFollowing = event.type === "follow.created";
      const ref = { followerId, followeeId, isFollowing, requested: false };
      tell(userTopic(followerId), "follow.updated", ref);
      tell(userTopic(followeeId), "follow.updated", ref);
      break;
    }
    case "media.ready":
    case "media.failed":
      tell(userTopic(event.ownerId), event.type, { mediaId: event.mediaId });
      break;
    case "session.revoked":
      tell(userTopic(event.userId), "session.revoked", { sessionIds: event.sessionIds });
      break;
    case "follow_request.created":
    case "follow_request.ended": {
      const { requesterId, targetId } = event;
      const requested = event.type === "follow_request.created";
      const ref = { followerId: requesterId, followeeId: targetId, isFollowing: false, requested };
      tell(userTopic(requesterId), "follow.updated", ref);
      tell(userTopic(targetId), "follow.updated", ref);
      break;
    }
    case "notifications.read":
      tell(userTopic(event.userId), "notification.read", {
        notificationIds: event.notificationIds,
      });
      break;
    case "feed.positioned": {
      const { userId, feed, postId, updatedAt } = event;
      tell(userTopic(userId), "feed.position", { feed, postId, updatedAt });
      break;
    }
    // Likes and reposts show in counters, reactions with their comments, and all in notifications; a
    // profile is read, not pushed. Nothing tells of a block, a mute, a list of close friends or what
    // somebody saves.
    case "block.changed":
    case "relations.changed":
    case "suspension.changed":
    case "moderation.acted":
    case "access.changed":
    case "likes.changed":
    case "comment.reacted":
    case "repost.created":
    case "repost.deleted":
    case "saves.changed":
    case "board.shared":
    case "board.unshared":
    case "user.created":
    case "user.updated":
    case "media.updated":
    case "post.failed":
    case "notices.withdrawn":
    case "feed.fan_out":
      break;
  }
  return log;
}

/** The message that brings an inbox up to date; an inbox that was told before is only put again. */
export function inboxEnvelope(delta: InboxDelta, at: number, wasTold: boolean): Envelope {
  const { userId, put, removedIds, unread, announced } = delta;
  const log = wasTold ? [] : announced.map(({ notificationId, eventId }) => ({
    id: `${eventId}.notification.created.${notificationId}`,
    type: "notification.created",
    at,
    ref: { notificationId },
  }));
  return to(inboxActor, userId, { type: "changed", put, removedIds, unread, log });
}
