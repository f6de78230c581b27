import type { CommentId, PostId } from "../ids.ts";
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
    userId: string;
    /** The author of the post. */
    authorId: string;
    /** The author of the comment that it replies to. */
    answeredId?: string | null;
    mentionedIds: string[];
    counters: Counters;
  }
  | {
    type: "comment.updated";
    commentId: CommentId;
    postId: PostId;
    userId: string;
    mentionedIds: string[];
    /** People who were mentioned only before this edit. */
    unmentionedIds: string[];
  }
  /** A person has added their first reaction to a comment, or has taken their last one back. */
  | {
    type: "comment.reacted";
    commentId: CommentId;
    postId: PostId;
    /** The author of the comment. */
    authorId: string;
    userId: string;
    isReacting: boolean;
  }
  | {
    type: "comment.deleted";
    commentId: CommentId;
    /** Replies that are deleted with it. */
    belowIds?: CommentId[];
    userId: string;
    counters: Counters;
  };

/** A log entry about a comment. */
export type CommentLog = {
  type: "comment.created" | "comment.updated" | "comment.deleted";
  ref: { postId: PostId; commentId: CommentId; userId: string };
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
      const types = new Map<string, NotificationType>();
      const add = (userId: string, type: NotificationType) =>
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
  userId: string;
}

function subjectOf(id: CommentId): Subject {
  return { type: "comment", id };
}

function commentChanged(
  { type, postId, commentId, userId }: AboutComment & { type: CommentLog["type"] },
) {
  return { topics: [postTopic(postId)], type, ref: { postId, commentId, userId } };
}

function mentionOf({ commentId, postId, userId: actorId }: AboutComment, userId: string) {
  return { userId, type: "mention" as const, actorId, postId, subject: subjectOf(commentId) };
}

function reactionOf({ commentId, postId, userId, authorId }: AboutComment & { authorId: string }) {
  const subject = subjectOf(commentId);
  return { userId: authorId, type: "reaction" as const, actorId: userId, postId, subject };
}
