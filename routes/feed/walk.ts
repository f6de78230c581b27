import type { Context } from "../../context.ts";
import type { FeedPlace } from "../../db/feed.ts";
import type { Page } from "../../db/page.ts";
import { type SeenPost, seePosts } from "../see_posts.ts";

/** A list of posts, whoever may see them, newest first. */
export interface Skeleton {
  /** Where to begin; null is the newest. */
  before: string | null;
  /** Places below `before`; fewer than `limit` means that the list ends. */
  next(before: string | null, limit: number): Promise<FeedPlace[]> | FeedPlace[];
  /** A further rule of this list, beside visibility. */
  admits?(post: SeenPost): boolean;
}

/** A page of posts, and the ids of all that was looked at for it. */
export interface Walk extends Page<SeenPost> {
  lookedAt: readonly string[];
}

// A reader of a list of which nearly nothing is visible gets a short page and goes on from there.
const ROUNDS_MAX = 10;

/**
 * A page of the posts in a list that the viewer sees: skeleton, load, rules; pages that the rules
 * made short are filled up.
 */
export async function walkVisible(
  ctx: Context,
  viewerId: string | null,
  limit: number,
  skeleton: Skeleton,
): Promise<Walk> {
  const items: SeenPost[] = [];
  const lookedAt: string[] = [];
  const places: string[] = [];
  let { before } = skeleton;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const wanted = limit + 1 - items.length;
    const entries = await skeleton.next(before, wanted);
    const seen = await seePosts(ctx, viewerId, entries.map((entry) => entry.postId));
    for (const { postId, authorId, sortId } of entries) {
      lookedAt.push(postId, authorId);
      const post = seen.get(postId);
      if (post === undefined || skeleton.admits?.(post) === false) continue;
      lookedAt.push(...post.mentionedIds, ...post.parentIds);
      items.push(post);
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
