import type { Context } from "../../context/mod.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import type { Page } from "../../db/page.ts";
import { loadVisiblePosts, type ShownRepost, type VisiblePost } from "./visible_posts.ts";

/** A place in a list, with what is known of the reposts of its post where it stands as one. */
export interface ListedPlace extends FeedPlace {
  reposts?: { shown: ShownRepost | null; userIds: readonly string[] };
}

/** A list of posts, whoever may see them, newest first. */
export interface Skeleton<P extends ListedPlace = FeedPlace> {
  /** Where to begin; null is the newest. */
  before: string | null;
  /** Places below `before`; fewer than `limit` means that the list ends. */
  next(before: string | null, limit: number): Promise<readonly P[]> | readonly P[];
  /** A further rule of this list, beside visibility. */
  admits?(post: VisiblePost, place: P): boolean;
}

/** A page of posts, and the ids of all that was looked at for it. */
export interface FilledPage extends Page<VisiblePost> {
  lookedAt: readonly string[];
}

// A reader of a list of which nearly nothing is visible gets a short page and goes on from there.
const ROUNDS_MAX = 10;

/**
 * A page of the posts in a list that the viewer sees: skeleton, load, rules; pages that the rules
 * made short are filled up.
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
