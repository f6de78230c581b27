import type { FeedName } from "../feeds/feeds.ts";
import type { LikedPost } from "../engagement/likes.ts";
import type { InboxDelta, Retraction } from "../notification_types.ts";
import type { Counters } from "../posts/posts.ts";

/** What happened, as it is kept in the outbox: ids and what cannot be read back later. */
export type DomainEvent =
  | { type: "user.created"; userId: string }
  | { type: "user.updated"; userId: string }
  | { type: "session.revoked"; userId: string; sessionIds: string[] }
  /** What these sessions and API tokens of a user may do has changed. */
  | { type: "access.changed"; userId: string; sessionIds: string[] }
  | {
    type: "follow.created";
    id: string;
    followerId: string;
    followeeId: string;
    isAccepted: boolean;
  }
  | { type: "follow.deleted"; followerId: string; followeeId: string }
  | { type: "follow_request.created"; id: string; requesterId: string; targetId: string }
  | { type: "follow_request.ended"; requesterId: string; targetId: string }
  | { type: "block.changed"; blockerId: string; blockedId: string }
  /** What a person sees has changed: mutes, a close friend's list, a post shown in person. */
  | { type: "relations.changed"; userId: string }
  | { type: "suspension.changed"; userId: string; sessionIds: string[] }
  | { type: "media.ready"; mediaId: string; ownerId: string }
  | { type: "media.failed"; mediaId: string; ownerId: string }
  | { type: "media.updated"; mediaId: string; ownerId: string; postIds: string[] }
  | {
    type: "post.created";
    postId: string;
    sortId: string;
    authorId: string;
    mentionedIds: string[];
    /** Whose post it is a reply to. */
    parentAuthorId?: string | null;
    /** It was published by its schedule: its author was not there. */
    isScheduled?: boolean;
    /** Tags under which it is found from now on. */
    tags?: string[];
  }
  | {
    type: "post.updated";
    postId: string;
    authorId: string;
    mentionedIds: string[];
    /** Whom it mentioned before and does not any more. */
    unmentionedIds?: string[];
    /** Tags under which it may be found from now on. */
    tags?: string[];
  }
  | { type: "post.failed" | "post.deleted"; postId: string; authorId: string }
  | { type: "likes.changed"; posts: LikedPost[] }
  /** Somebody keeps a post for themselves, or no longer does. */
  | { type: "saves.changed"; userId: string }
  /** `invitationId` is the id of the collaboration that has begun. */
  | { type: "board.shared"; invitationId: string; ownerId: string; userId: string }
  | { type: "board.unshared"; invitationIds: string[] }
  | {
    type: "repost.created" | "repost.deleted";
    userId: string;
    /** The author of the post. */
    authorId: string;
    counters: Counters;
  }
  | { type: "feed.positioned"; userId: string; feed: FeedName; postId: string; updatedAt: string }
  | {
    type: "comment.created";
    commentId: string;
    userId: string;
    authorId: string;
    /** Who wrote the comment that it answers. */
    answeredId?: string | null;
    mentionedIds: string[];
    counters: Counters;
  }
  | {
    type: "comment.updated";
    commentId: string;
    postId: string;
    userId: string;
    mentionedIds: string[];
    /** Whom it mentioned before and does not any more. */
    unmentionedIds: string[];
  }
  /** A person has begun to react to a comment, or has taken their last reaction back. */
  | {
    type: "comment.reacted";
    commentId: string;
    postId: string;
    authorId: string;
    userId: string;
    isReacting: boolean;
  }
  | {
    type: "comment.deleted";
    commentId: string;
    /** Replies that go with it. */
    belowIds?: string[];
    userId: string;
    counters: Counters;
  }
  /** Moderators did something that the person concerned is told of. */
  | {
    type: "moderation.acted";
    actionId: string;
    userId: string;
    postId: string | null;
    preview: string;
  }
  /** What these notices tell of is gone for good. */
  | { type: "notices.withdrawn"; withdrawals: Retraction[] }
  | { type: "notifications.read"; userId: string; notificationIds: string[] | null }
  | {
    type: "feed.fan_out";
    postId: string;
    sortId: string;
    authorId: string;
    /** Into whose followers' feeds it goes, where that is not the author. */
    reposterId?: string;
    after: string | null;
  };

/** An event in the outbox: `origin` says which instance wrote it. */
export interface RecordedEvent {
  id: string;
  writerId: string;
  at: number;
  event: DomainEvent;
  /** What it was found to change in inboxes before it was parked: it was noted in Postgres then. */
  deltas?: InboxDelta[];
}

/** What an event is about. */
export type EventType = DomainEvent["type"];
