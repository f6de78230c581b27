/** The feeds of which a reader's position is kept. */
export const FEED_NAMES = ["home", "public", "explore"] as const;
/** One of {@link FEED_NAMES}. */
export type FeedName = (typeof FEED_NAMES)[number];
