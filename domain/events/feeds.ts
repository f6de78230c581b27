import type { FeedName } from "../feeds/feeds.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** What happens to feeds. */
export type FeedEvent =
  /** A reader has read a feed down to this post. */
  | { type: "feed.positioned"; userId: string; feed: FeedName; postId: string; updatedAt: string }
  /** A post, or a repost of it, is to be written into feeds. */
  | {
    type: "feed.fan_out";
    postId: string;
    sortId: string;
    authorId: string;
    /** The person whose followers get it, where that is not the author. */
    reposterId?: string;
    /** The last follower who has got it. */
    after: string | null;
  };

/** What the logs of topics say of feeds. */
export type FeedLog = {
  type: "feed.position";
  ref: { feed: FeedName; postId: string; updatedAt: string };
};

/** What events of feeds do. */
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
