/** After so many days a post counts half of what it did when it was new. */
const HALF_LIFE_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * How well a post of a moment answers a search at another: the words count, and its age. It is the
 * same number whenever it is asked for the same moments.
 */
export function relevanceAt(relevance: number, publishedAt: number, now: number): number {
  const days = Math.max(0, now - publishedAt) / DAY_MS;
  return relevance / (1 + days / HALF_LIFE_DAYS);
}
