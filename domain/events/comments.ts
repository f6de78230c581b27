import type { CommentId, PostId, UserId } from "../ids.ts";
import type { Subject } from "../notifications/inbox.ts";
import type { NotificationType } from "../notifications/notifications.ts";
import type { Counters } from "../posts/posts.ts";
import type { RulesOf } from "./rules.ts";
import { postTopic } from "./topics.ts";

/** An event of a comment. */
export type CommentEvent =
  | {
    type: "comment.created";
    commentId: CommentId;
    userId: UserId;
    /** The author of the post. */
    authorId: UserId;
    /** The author of the comment that it replies to. */
    answeredId?: UserId | null;
    mentionedIds: UserId[];
    counters: Counters;
  }
  | {
    type: "comment.updated";
    commentId: CommentId;
    postId: PostId;
    userId: UserId;
    mentionedIds: UserId[];
    /** People who were mentioned only before this edit. */
    unmentionedIds: UserId[];
  }
  /** A person has added their first reaction to a comment, or has taken their last one back. */
  | {
    type: "comment.reacted";
    commentId: CommentId;
    postId: PostId;
    /** The author of the comment. */
    authorId: UserId;
    userId: UserId;
    isReacting: boolean;
  }
  | {
    type: "comment.deleted";
    commentId: CommentId;
    /** Replies that are deleted with it. */
    belowIds?: CommentId[];
    userId: UserId;
    counters: Counters;
  };

/** A log entry about a comment. */
export type CommentLog = {
  type: "comment.created" | "comment.updated" | "comment.deleted";
  ref: { postId: PostId; commentId: CommentId; userId: UserId };
};

/** The rules of events of comments. Reactions show with their comments, not in logs. */
export const commentEvents: RulesOf<CommentEvent, CommentLog> = {
  "comment.created": {
    invalidates: ({ commentId }) => [{ cache: "comment", id: commentId }],
    counts: ({ counters }) => [counters],
    logs: ({ type, commentId, userId, counters: { postId } }) =>
      commentChanged({ type, commentId, userId, postId }),
    notifies({ commentId, userId: actorId, authorId, answeredId, mentionedIds, counters }) {
      // One notification a person: the first of these that concerns them.
      const types = new Map<UserId, NotificationType>();
      const add = (userId: UserId, type: NotificationType) =>
        types.has(userId) || types.set(userId, type);
      if (answeredId) add(answeredId, "reply");
      add(authorId, "comment");
      for (const userId of mentionedIds) add(userId, "mention");
      const about = { actorId, postId: counters.postId, subject: subjectOf(commentId) };
      return Array.from(types, ([userId, type]) => ({ userId, type, ...about }));
    },
  },
  "comment.updated": {
    invalidates: ({ commentId }) => [{ cache: "comment", id: commentId }],
    logs: commentChanged,
    notifies: ({ mentionedIds, ...event }) => mentionedIds.map((id) => mentionOf(event, id)),
    retracts: ({ unmentionedIds, ...event }) => unmentionedIds.map((id) => mentionOf(event, id)),
  },
  "comment.reacted": {
    notifies: (event) => event.isReacting ? [reactionOf(event)] : [],
    retracts: (event) => event.isReacting ? [] : [reactionOf(event)],
  },
  "comment.deleted": {
    invalidates: ({ commentId }) => [{ cache: "comment", id: commentId }],
    counts: ({ counters }) => [counters],
    logs: ({ type, commentId, userId, counters: { postId } }) =>
      commentChanged({ type, commentId, userId, postId }),
    deletes: ({ commentId, belowIds = [] }) =>
      [commentId, ...belowIds].map((id) => ({ type: "comment", id })),
  },
};

interface AboutComment {
  commentId: CommentId;
  postId: PostId;
  userId: UserId;
}

function subjectOf(id: CommentId): Subject {
  return { type: "comment", id };
}

function commentChanged(
  { type, postId, commentId, userId }: AboutComment & { type: CommentLog["type"] },
) {
  return { topics: [postTopic(postId)], type, ref: { postId, commentId, userId } };
}

function mentionOf({ commentId, postId, userId: actorId }: AboutComment, userId: UserId) {
  return { userId, type: "mention" as const, actorId, postId, subject: subjectOf(commentId) };
}

function reactionOf({ commentId, postId, userId, authorId }: AboutComment & { authorId: UserId }) {
  const subject = subjectOf(commentId);
  return { userId: authorId, type: "reaction" as const, actorId: userId, postId, subject };
}
