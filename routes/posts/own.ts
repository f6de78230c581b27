import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { listOwnPosts, type OwnList } from "../../db/posts/own.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { deletedPostSchema, deletedPostViews, ownPostViews } from "./own_post_view.ts";
import { postSchema } from "./post_view.ts";

/** Lists of posts that their author alone sees. */
export function ownPostRoutes(api: Api): void {
  api.get("/users/me/drafts", {
    summary: "My drafts, scheduled posts and posts that failed, newest first",
    query: pageQuery,
    response: z.object({ posts: z.array(postSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, query }) {
      const { ids, pagination } = await pageOwn(ctx, "drafts", viewerId, query);
      return { posts: await ownPostViews(ctx, ctx.sql, ids), pagination };
    },
  });

  api.get("/users/me/archived", {
    summary: "My archived posts, newest first",
    query: pageQuery,
    response: z.object({ posts: z.array(postSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, query }) {
      const { ids, pagination } = await pageOwn(ctx, "archived", viewerId, query);
      return { posts: await ownPostViews(ctx, ctx.sql, ids), pagination };
    },
  });

  api.get("/users/me/deleted", {
    summary: "My deleted posts that I can still restore, newest first",
    query: pageQuery,
    response: z.object({ posts: z.array(deletedPostSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, query }) {
      const { ids, pagination } = await pageOwn(ctx, "deleted", viewerId, query);
      return { posts: await deletedPostViews(ctx, ctx.sql, ids), pagination };
    },
  });
}

async function pageOwn(
  ctx: Context,
  list: OwnList,
  viewerId: string,
  { limit, cursor }: z.output<typeof pageQuery>,
) {
  const scope = `${list} of ${viewerId}`;
  const page = await listOwnPosts(ctx.sql, list, viewerId, placeOf(ctx, scope, cursor), limit);
  return { ids: page.items, pagination: paginationOf(ctx, scope, page.next) };
}
