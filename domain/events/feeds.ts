import type { PostId, UserId } from "../ids.ts";
import type { FeedName } from "../feeds/feeds.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event of feeds. */
export type FeedEvent =
  /** A reader has read a feed down to this post. */
  | { type: "feed.positioned"; userId: UserId; feed: FeedName; postId: PostId; updatedAt: string }
  /** A post, or a repost of it, must be written into feeds. */
  | {
    type: "feed.fan_out";
    postId: PostId;
    sortId: string;
    authorId: UserId;
    /** The reposter whose followers get it, if it is a repost. */
    reposterId?: UserId;
    /** The id of the last follower whose feed has it already. */
    after: string | null;
    /** The last follower of this piece of a large fan-out. Without it, all others are meant. */
    until?: string;
    /** The part that delivers this piece, to followers in its KV store. */
    part?: number;
  };

/** A log entry about a feed. */
export type FeedLog = {
  type: "feed.position";
  ref: { feed: FeedName; postId: PostId; updatedAt: string };
};

/** The rules of events of feeds. */
export const feedEvents: RulesOf<FeedEvent, FeedLog> = {
  "feed.positioned": {
    logs: ({ userId, feed, postId, updatedAt }) => ({
      topics: [userTopic(userId)],
      type: "feed.position",
      ref: { feed, postId, updatedAt },
    }),
  },
  "feed.fan_out": { lane: "fan_out" },
};
