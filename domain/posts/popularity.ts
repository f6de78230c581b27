/** What a like, a comment and a repost say of how popular a post is. */
export const ENGAGEMENT_WEIGHTS = { like: 1, comment: 2, repost: 3 } as const;

/**
 * Ten times the engagement weighs as much as being published this much later. It is the "hot"
 * ranking that Reddit published: log10(engagement) + time / 45,000 seconds. All posts decay alike,
 * so their order changes only where somebody engages, and nothing is computed again as time passes.
 */
export const TENFOLD_SECONDS = 45_000;
/** The unit of {@link HOT_SCALE} hot is a ten-thousandth of a tenfold: 4.5 seconds. */
export const HOT_SCALE = 10_000;

/** Posts of this age and younger are looked at in each refresh, older ones in turns. */
export const YOUNG_DAYS = 30;
/** How long a walk may take: its epoch is kept at least so long after the next was made. */
export const EPOCH_KEPT_MINUTES = 60;

/** The window of trending tags, and when what somebody has said in it counts half. */
export const TRENDING_HOURS = 24;
export const TRENDING_HALF_LIFE_HOURS = 6;
/** People who must have used a tag before it trends: one alone cannot make it. */
export const TRENDING_AUTHORS_MIN = 2;
export const TRENDING_TAGS_MAX = 100;

/** A tag that many people use at the moment. */
export interface TrendingTag {
  tag: string;
  /** Public posts in the window. */
  postsCount: number;
}

/** One look at what is popular. */
export interface Epoch {
  epoch: number;
  trending: readonly TrendingTag[];
  /** Public posts in each category. */
  categories: Readonly<Record<string, number>>;
}
