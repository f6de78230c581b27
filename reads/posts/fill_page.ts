import type { UserId } from "../../domain/ids.ts";
import type { PostReads } from "../../context/cache/reading.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import type { Page } from "../../db/page.ts";
import { loadVisiblePosts, type ShownRepost, type VisiblePost } from "./visible_posts.ts";

/** A place in a list, with the repost that it shows, if any. */
export interface ListedPlace extends FeedPlace {
  repost?: ShownRepost | null;
}

/** A list of posts, newest first, before any check of visibility. */
export interface Skeleton<P extends ListedPlace = FeedPlace> {
  /** The place below which to begin; null begins with the newest. */
  before: string | null;
  /** Returns places below `before`. Fewer than `limit` mean that the list ends. */
  next(before: string | null, limit: number): Promise<readonly P[]> | readonly P[];
  /** A further rule of this list, beside visibility. */
  admits?(post: VisiblePost, place: P): boolean;
}

// If nearly nothing of a list is visible, the reader gets a short page and continues from there.
const ROUNDS_MAX = 10;

/**
 * Returns a page of those posts of a list that the viewer sees. A page that visibility and the rule
 * of the list made too short is filled up from the next places.
 */
export async function fillPage<P extends ListedPlace>(
  reads: PostReads,
  viewerId: UserId | null,
  limit: number,
  skeleton: Skeleton<P>,
): Promise<Page<VisiblePost>> {
  const items: VisiblePost[] = [];
  const places: string[] = [];
  let { before } = skeleton;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - items.length;
    const entries = await skeleton.next(before, wanted);
    const visible = await loadVisiblePosts(reads, viewerId, entries.map((entry) => entry.postId));
    for (const place of entries) {
      const post = visible.get(place.postId);
      if (post === undefined || skeleton.admits?.(post, place) === false) continue;
      items.push(place.repost ? { ...post, repost: place.repost } : post);
      places.push(place.sortId);
    }
    if (items.length > limit) return { items: items.slice(0, limit), next: places[limit - 1]! };
    if (entries.length < wanted) return { items, next: null };
    before = entries.at(-1)!.sortId;
  }
  return { items, next: before };
}
