import type { UserId } from "../../domain/ids.ts";
import type { PostReads } from "../../context/cache/reading.ts";
import type { Context } from "../../context/mod.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";
import type { RenderedText } from "../../lib/cache/page_cache.ts";
import { must } from "../../lib/errors.ts";
import { fillPage, type Skeleton } from "../../reads/posts/fill_page.ts";
import { isMutedPost } from "../../reads/posts/muted.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";
import { postPageText } from "../feeds/page_text.ts";

/** A list of posts. Its pages contain only public posts that the viewer has not muted. */
export interface PublicList {
  viewerId: UserId | null;
  /** The name of the list in its cursors; they work for no other list. */
  scope: string;
  limit: number;
  skeleton: Skeleton;
}

/** Returns a page of a list of public posts as JSON. */
export async function publicPage(
  ctx: Context,
  reads: PostReads,
  { viewerId, scope, limit, skeleton }: PublicList,
): Promise<RenderedText> {
  const viewer = viewerId === null ? null : must(await reads.relations.get(viewerId));
  const now = Date.now();
  const page = await fillPage(reads, viewerId, limit, {
    ...skeleton,
    admits: (post: VisiblePost, place: FeedPlace) =>
      canSeePost(null, post.card, post.author) &&
      !(viewer && isMutedPost(viewer, post.card, now)) &&
      skeleton.admits?.(post, place) !== false,
  });
  return postPageText(ctx, scope, page);
}
