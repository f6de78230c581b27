import type { UserId } from "../ids.ts";
import { userTopic } from "./topics.ts";

/** The caches that events outdate. */
export const CACHE_NAMES = [
  "post",
  "comment",
  "user",
  "relations",
  "viewer_states",
  "author_posts",
  "reposts",
  "tag_posts",
  "space_posts",
  "session",
  "conversation",
  "conversation_members",
  "memberships",
  "message",
  "space",
  // No cache: it names a topic whose followers may have lost the right to it.
  "rights",
] as const;

/** One of {@link CACHE_NAMES}. */
export type CacheName = (typeof CACHE_NAMES)[number];

/** An entry of a cache that an event outdates. */
export interface Invalidation {
  cache: CacheName;
  id: string;
}

/** Returns the invalidations of several entries of one cache. */
export function invalidationsIn(cache: CacheName, ids: readonly string[]): Invalidation[] {
  return ids.map((id) => ({ cache, id }));
}

/** Returns the invalidations where the followers of topics may have lost the right to them. */
export function rightsTo(...topics: string[]): Invalidation[] {
  return invalidationsIn("rights", topics);
}

/** Returns the invalidations of people who came into a conversation or a space, or left it. */
export function membershipsOf(userIds: readonly UserId[]): Invalidation[] {
  return [...invalidationsIn("memberships", userIds), ...rightsTo(...userIds.map(userTopic))];
}

/** Returns invalidations as text: each once, as `cache:id`, with spaces between. */
export function invalidationsText(invalidations: readonly Invalidation[]): string {
  return [...new Set(invalidations.map(({ cache, id }) => `${cache}:${id}`))].join(" ");
}

/** Returns the invalidations of a text; null if it names a cache that does not exist here. */
export function parseInvalidations(text: string): Invalidation[] | null {
  if (text === "") return [];
  const parsed = text.split(" ").map((entry) => {
    const colon = entry.indexOf(":");
    return { cache: entry.slice(0, colon) as CacheName, id: entry.slice(colon + 1) };
  });
  return parsed.every(({ cache }) => CACHE_NAMES.includes(cache)) ? parsed : null;
}
