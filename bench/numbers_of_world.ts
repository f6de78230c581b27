/** People in each database. */
export const PEOPLE = 10_000;
/** The number of people that each one follows. */
export const FOLLOWS_EACH = 200;
/** The number of posts of each person. */
export const POSTS_EACH = 20;
/** Pictures of one extra person, who has no followers yet. */
export const SPARE_PICTURES = 20;

/**
 * The k-th person that the n-th follows is the one at `n + 1 + k * FOLLOW_STRIDE`. All are
 * different, and everybody has as many followers as they follow.
 */
export const FOLLOW_STRIDE = 49;
