import type { Context } from "../../context/mod.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import type { Page } from "../../db/page.ts";
import { loadVisiblePosts, type ShownRepost, type VisiblePost } from "./visible_posts.ts";

/** A place in a list. The place of a repost has all reposts of its post. */
export interface ListedPlace extends FeedPlace {
  reposts?: { shown: ShownRepost | null; userIds: readonly string[] };
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

/** A page of posts, and the ids of all posts and people that were looked at for it. */
export interface FilledPage extends Page<VisiblePost> {
  lookedAt: readonly string[];
}

// If nearly nothing of a list is visible, the reader gets a short page and continues from there.
const ROUNDS_MAX = 10;

/**
 * Returns a page of those posts of a list that the viewer sees. It loads the posts of the skeleton
 * and applies the rules. A page that becomes too short is filled up from the next places.
 */
export async function fillPage<P extends ListedPlace>(
  ctx: Context,
  viewerId: string | null,
  limit: number,
  skeleton: Skeleton<P>,
): Promise<FilledPage> {
  const items: VisiblePost[] = [];
  const lookedAt: string[] = [];
  const places: string[] = [];
  let { before } = skeleton;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - items.length;
    const entries = await skeleton.next(before, wanted);
    const visible = await loadVisiblePosts(
      ctx.cache,
      viewerId,
      entries.map((entry) => entry.postId),
    );
    for (const place of entries) {
      const { postId, authorId, sortId, reposts } = place;
      lookedAt.push(postId, authorId);
      if (reposts !== undefined) lookedAt.push(...reposts.userIds);
      const post = visible.get(postId);
      if (post === undefined || skeleton.admits?.(post, place) === false) continue;
      lookedAt.push(...post.mentionedIds, ...post.parentIds);
      items.push(reposts?.shown ? { ...post, repost: reposts.shown } : post);
      places.push(sortId);
    }
    if (items.length > limit) {
      return { items: items.slice(0, limit), next: places[limit - 1]!, lookedAt };
    }
    if (entries.length < wanted) return { items, next: null, lookedAt };
    before = entries.at(-1)!.sortId;
  }
  return { items, next: before, lookedAt };
}
