/** The feeds that store a reading position. */
export const FEED_NAMES = ["home", "public", "explore"] as const;
/** One of {@link FEED_NAMES}. */
export type FeedName = (typeof FEED_NAMES)[number];
