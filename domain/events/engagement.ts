import type { UserId } from "../ids.ts";
import type { LikedPost } from "../engagement/likes.ts";
import type { Counters } from "../posts/posts.ts";
import { type Invalidation, invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";

/** A like, a save or a repost of a post, or its end. */
export type EngagementEvent =
  | { type: "likes.changed"; posts: LikedPost[] }
  /** A user has saved a post for themselves, or has taken that back. */
  | { type: "saves.changed"; userId: UserId }
  | {
    type: "repost.created" | "repost.deleted";
    userId: UserId;
    /** The author of the post. */
    authorId: UserId;
    counters: Counters;
  };

type RepostEvent = Extract<EngagementEvent, { authorId: UserId }>;

/** The rules of likes, saves and reposts. These show in counters and notifications, not in logs. */
export const engagementEvents: RulesOf<EngagementEvent> = {
  // Notifications of likes are counted by post: see `coalesceLikes`.
  "likes.changed": {
    invalidates: ({ posts }) => invalidationsIn("viewer_states", likersOf(posts)),
    counts: ({ posts }) => posts.map(({ counters }) => counters),
  },
  "saves.changed": {
    invalidates: ({ userId }) => [{ cache: "viewer_states", id: userId }],
  },
  "repost.created": {
    invalidates: invalidationsOfRepost,
    counts: ({ counters }) => [counters],
    notifies: (event) => [causeOf(event)],
  },
  "repost.deleted": {
    invalidates: invalidationsOfRepost,
    counts: ({ counters }) => [counters],
    retracts: (event) => [causeOf(event)],
  },
};

function likersOf(posts: readonly LikedPost[]): string[] {
  return posts.flatMap(({ liked, unliked }) => [...liked, ...unliked].map((like) => like.userId));
}

function invalidationsOfRepost({ userId }: RepostEvent): Invalidation[] {
  return [{ cache: "viewer_states", id: userId }, { cache: "reposts", id: userId }];
}

function causeOf({ authorId, userId, counters: { postId } }: RepostEvent) {
  return { userId: authorId, type: "repost" as const, actorId: userId, postId };
}
