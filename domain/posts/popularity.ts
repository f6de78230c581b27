/** The weights of a like, a comment and a repost in the popularity of a post. */
export const ENGAGEMENT_WEIGHTS = { like: 1, comment: 2, repost: 3 } as const;

/**
 * Ten times the engagement weighs as much as a publication this many seconds later. It is the "hot"
 * ranking that Reddit published: log10(engagement) + time / 45,000 seconds. All posts decay alike,
 * so only engagement changes their order, and nothing is computed again as time passes.
 */
export const TENFOLD_SECONDS = 45_000;
/** A tenfold has this many units of "hot": one unit is 4.5 seconds. */
export const HOT_SCALE = 10_000;

/** Posts up to this age are ranked in each refresh, older ones in turns. */
export const YOUNG_DAYS = 30;
/**
 * The time that a walk may take. An epoch is stored for at least this long after the next was made.
 */
export const EPOCH_KEPT_MINUTES = 60;

/** The window of trending tags, and the age at which a use of a tag counts half. */
export const TRENDING_HOURS = 24;
export const TRENDING_HALF_LIFE_HOURS = 6;
/**
 * The number of people who must have used a tag before it trends: one person alone cannot do it.
 */
export const TRENDING_AUTHORS_MIN = 2;
export const TRENDING_TAGS_MAX = 100;

/** A tag that many people use at the moment. */
export interface TrendingTag {
  tag: string;
  /** The number of public posts in the window. */
  postsCount: number;
}

/** The popularity of everything at one moment. */
export interface Epoch {
  epoch: number;
  trending: readonly TrendingTag[];
  /** The number of public posts in each category. */
  categories: Readonly<Record<string, number>>;
}
