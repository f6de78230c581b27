/** People in each database. */
export const PEOPLE = 10_000;
/** Whom each of them follows. */
export const FOLLOWS_EACH = 200;
/** What each of them has posted. */
export const POSTS_EACH = 20;
/** Pictures of the one more person whom nobody follows yet. */
export const SPARE_PICTURES = 20;

/**
 * The k-th person that the n-th follows is the one at `n + 1 + k * FOLLOW_STRIDE`: all different,
 * and everybody has as many followers as they follow.
 */
export const FOLLOW_STRIDE = 49;
