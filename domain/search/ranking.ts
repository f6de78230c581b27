/** The age in days at which a post counts half of what it did when it was new. */
const HALF_LIFE_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Returns the relevance of a post at a moment: how well its words match, reduced by its age. Both
 * times are milliseconds since 1970. The same arguments always give the same number.
 */
export function relevanceAt(relevance: number, publishedAt: number, now: number): number {
  const days = Math.max(0, now - publishedAt) / DAY_MS;
  return relevance / (1 + days / HALF_LIFE_DAYS);
}
