import type { Context } from "../../context/mod.ts";
import type { Page } from "../../db/page.ts";
import { listPostsOfSpace, type SpacePosts } from "../../db/posts/spaces.ts";
import type { UserId } from "../../domain/ids.ts";
import { fillPage } from "./fill_page.ts";
import type { VisiblePost } from "./visible_posts.ts";

/** Returns a page of the posts of a space that match, newest first, as one of its members sees them. */
export function postsOfSpace(
  ctx: Context,
  viewerId: UserId,
  posts: SpacePosts,
  { before, limit }: { before: string | null; limit: number },
): Promise<Page<VisiblePost>> {
  return fillPage(ctx.cache, viewerId, limit, {
    before,
    next: (place, count) =>
      ctx.others.read(
        [viewerId, posts.spaceId],
        (sql) => listPostsOfSpace(sql, posts, place, count),
      ),
  });
}
