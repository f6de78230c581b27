import type { PostId, SpaceId, UserId } from "../ids.ts";
import type { NotificationType } from "../notifications/notifications.ts";
import { tagKey } from "../text.ts";
import { invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { postTopic, spaceTopic, userTopic } from "./topics.ts";

/** An event of a post. */
export type PostEvent =
  | {
    type: "post.created";
    postId: PostId;
    sortId: string;
    authorId: UserId;
    mentionedIds: UserId[];
    /** The author of the post that it replies to. */
    parentAuthorId?: UserId | null;
    /** Its schedule published it, so its author is notified. */
    isScheduled?: boolean;
    /** The tags that it is found by from this moment. */
    tags?: string[];
    spaceId?: SpaceId | null;
  }
  | {
    type: "post.updated";
    postId: PostId;
    authorId: UserId;
    /** The space whose members see it. */
    spaceId?: SpaceId | null;
    mentionedIds: UserId[];
    /** People who were mentioned only before this edit. */
    unmentionedIds?: UserId[];
    /** The tags that it may be found by from this moment. */
    tags?: string[];
  }
  | {
    type: "post.failed" | "post.deleted";
    postId: PostId;
    authorId: UserId;
    spaceId?: SpaceId | null;
  };

/** A log entry about a post. */
export type PostLog = {
  type: "post.created" | "post.updated" | "post.deleted";
  ref: { postId: PostId };
};

/** The rules of events of posts. */
export const postEvents: RulesOf<PostEvent, PostLog> = {
  "post.created": {
    invalidates: ({ postId, authorId, tags, spaceId }) => [
      { cache: "post", id: postId },
      { cache: "author_posts", id: authorId },
      ...invalidationsOfTags(tags),
      ...invalidationsOfSpace(spaceId),
    ],
    logs: ({ type, postId, authorId, spaceId }) => ({
      topics: [userTopic(authorId), ...topicsOfSpace(spaceId)],
      type,
      ref: { postId },
    }),
    notifies(event) {
      const { authorId, mentionedIds, parentAuthorId = null, isScheduled = false } = event;
      const causes = mentionedIds.filter((userId) => userId !== parentAuthorId)
        .map((userId) => causeOf(event, userId, "mention"));
      if (parentAuthorId !== null) causes.push(causeOf(event, parentAuthorId, "reply"));
      if (isScheduled) causes.push(causeOf(event, authorId, "post_published"));
      return causes;
    },
  },
  "post.updated": {
    invalidates: (
      { postId, tags },
    ) => [{ cache: "post", id: postId }, ...invalidationsOfTags(tags)],
    logs: postChanged,
    notifies: (event) => event.mentionedIds.map((userId) => causeOf(event, userId, "mention")),
    retracts: (event) =>
      (event.unmentionedIds ?? []).map((userId) => causeOf(event, userId, "mention")),
  },
  "post.failed": {
    invalidates: ({ postId }) => [{ cache: "post", id: postId }],
    notifies: (event) => [causeOf(event, event.authorId, "post_failed")],
  },
  "post.deleted": {
    invalidates: ({ postId, authorId, spaceId }) => [
      { cache: "post", id: postId },
      { cache: "author_posts", id: authorId },
      ...invalidationsOfSpace(spaceId),
    ],
    logs: postChanged,
    deletes: ({ postId }) => [{ type: "post", id: postId }],
  },
};

interface AboutPost {
  postId: PostId;
  authorId: UserId;
  spaceId?: SpaceId | null;
}

function causeOf({ postId, authorId }: AboutPost, userId: UserId, type: NotificationType) {
  return { userId, type, actorId: authorId, postId };
}

function postChanged({ type, postId, authorId, spaceId }: AboutPost & { type: PostLog["type"] }) {
  const topics = [postTopic(postId), userTopic(authorId), ...topicsOfSpace(spaceId)];
  return { topics, type, ref: { postId } };
}

function topicsOfSpace(spaceId: SpaceId | null = null) {
  return spaceId === null ? [] : [spaceTopic(spaceId)];
}

function invalidationsOfSpace(spaceId: SpaceId | null = null) {
  return spaceId === null ? [] : invalidationsIn("space_posts", [spaceId]);
}

function invalidationsOfTags(tags: readonly string[] = []) {
  return invalidationsIn("tag_posts", tags.map(tagKey));
}
