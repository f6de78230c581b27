import type { DomainEvent } from "./events.ts";
import type { LikedPost } from "../engagement/likes.ts";
import type { Counters } from "../posts/posts.ts";
import { tagKey } from "../text.ts";

/** A memory that an event outdates: which cache, which id. */
export type Invalidation = `${CacheName}:${string}`;
/** The caches that events outdate. */
export type CacheName =
  | "post"
  | "comment"
  | "user"
  | "relations"
  | "viewer_states"
  | "author_posts"
  | "reposts"
  | "tag_posts"
  | "session";

/** The memories that an event outdates in every instance. */
export function invalidationsOf(event: DomainEvent): Invalidation[] {
  switch (event.type) {
    case "user.created":
    case "follow_request.created":
    case "follow_request.ended":
    case "media.ready":
    case "media.failed":
      return [];
    case "user.updated":
      return [`user:${event.userId}`];
    case "session.revoked":
    case "access.changed":
      // What was shown in them is shown under other addresses now.
      return [
        `relations:${event.userId}`,
        ...event.sessionIds.map((id) => `session:${id}` as const),
      ];
    case "follow.created":
    case "follow.deleted":
      return [`relations:${event.followerId}`];
    case "block.changed":
      return [`relations:${event.blockerId}`, `relations:${event.blockedId}`];
    case "relations.changed":
      return [`relations:${event.userId}`];
    case "suspension.changed":
      return [
        `user:${event.userId}`,
        ...event.sessionIds.map((id) => `session:${id}` as const),
      ];
    case "media.updated":
      return event.postIds.map((id) => `post:${id}` as const);
    case "post.deleted":
      return [`post:${event.postId}`, `author_posts:${event.authorId}`];
    case "post.created":
      return [
        `post:${event.postId}`,
        `author_posts:${event.authorId}`,
        ...invalidationsOfTags(event.tags),
      ];
    case "post.updated":
      return [`post:${event.postId}`, ...invalidationsOfTags(event.tags)];
    case "post.failed":
      return [`post:${event.postId}`];
    case "comment.created":
    case "comment.updated":
    case "comment.deleted":
      return [`comment:${event.commentId}`];
    case "likes.changed":
      return likersOf(event.posts).map((id) => `viewer_states:${id}` as const);
    case "repost.created":
    case "repost.deleted":
      return [`viewer_states:${event.userId}`, `reposts:${event.userId}`];
    case "saves.changed":
      return [`viewer_states:${event.userId}`];
    case "board.shared":
    case "board.unshared":
    case "comment.reacted":
    case "moderation.acted":
    case "notices.withdrawn":
    case "notifications.read":
    case "feed.fan_out":
    case "feed.positioned":
      return [];
  }
}

/** The counters that an event carries. */
export function countersOf(event: DomainEvent): Counters[] {
  if (event.type === "likes.changed") return event.posts.map((post) => post.counters);
  return "counters" in event ? [event.counters] : [];
}

function invalidationsOfTags(tags: readonly string[] = []): Invalidation[] {
  return tags.map((tag) => `tag_posts:${tagKey(tag)}` as const);
}

function likersOf(posts: readonly LikedPost[]): string[] {
  return posts.flatMap(({ liked, unliked }) => [...liked, ...unliked].map((like) => like.userId));
}
