import type { Context } from "../../context/mod.ts";
import type { FeedPlace } from "../../db/feeds/feed.ts";
import { nextMuteEnd } from "../../domain/safety/mutes.ts";
import { canSeePost } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { postPageText } from "../feeds/page_text.ts";
import { fillPage, type Skeleton } from "../../reads/posts/fill_page.ts";
import type { RenderedText } from "../posts/post_text.ts";
import { isMutedPost } from "../../reads/posts/muted.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";

/** A list of posts. Its pages contain only public posts that the viewer has not muted. */
export interface PublicList {
  viewerId: string | null;
  /** The name of the list in its cursors; they work for no other list. */
  scope: string;
  limit: number;
  skeleton: Skeleton;
}

/** A page as text, and the ids of all posts and users that it depends on. */
export interface PublicPage extends RenderedText {
  ids: readonly string[];
}

/** Returns a page of a list of public posts. */
export async function publicPage(
  ctx: Context,
  { viewerId, scope, limit, skeleton }: PublicList,
): Promise<PublicPage> {
  const viewer = viewerId === null ? null : must(await ctx.cache.relations.get(viewerId));
  const now = Date.now();
  const walk = await fillPage(ctx, viewerId, limit, {
    ...skeleton,
    admits: (post: VisiblePost, place: FeedPlace) =>
      canSeePost(null, post.card, post.author) &&
      !(viewer && isMutedPost(viewer, post.card, now)) &&
      skeleton.admits?.(post, place) !== false,
  });
  const { text, validUntil } = await postPageText(ctx, scope, walk);
  const mutesUntil = viewer === null ? Infinity : nextMuteEnd(viewer, now);
  const ids = viewerId === null ? walk.lookedAt : [...walk.lookedAt, viewerId];
  return { text, validUntil: Math.min(validUntil, mutesUntil), ids };
}
