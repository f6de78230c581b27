/** An entry of a cache that an event outdates. */
export interface Invalidation {
  cache: CacheName;
  id: string;
}

/** The caches that events outdate. */
export type CacheName =
  | "post"
  | "comment"
  | "user"
  | "relations"
  | "viewer_states"
  | "author_posts"
  | "reposts"
  | "tag_posts"
  | "session";

/** Returns the invalidations of several entries of one cache. */
export function invalidationsIn(cache: CacheName, ids: readonly string[]): Invalidation[] {
  return ids.map((id) => ({ cache, id }));
}
