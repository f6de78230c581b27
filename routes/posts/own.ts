import { listOwnPosts } from "../../db/posts/own.ts";
import type { Api } from "../http/api.ts";
import { deletedPostSchema, deletedPostViews, ownPostViews } from "./own_post_view.ts";
import { postSchema } from "./post_view.ts";

const SUMMARIES = {
  drafts: "List my drafts, scheduled posts and failed posts, newest first",
  archived: "List my archived posts, newest first",
};

/** Lists of posts that only their author sees. */
export function ownPostRoutes(api: Api): void {
  for (const list of ["drafts", "archived"] as const) {
    api.list(`/users/me/${list}`, {
      summary: SUMMARIES[list],
      name: "posts",
      item: postSchema,
      scope: ({ viewerId }) => `${list} of ${viewerId}`,
      find: ({ ctx, viewerId }, before, limit) =>
        listOwnPosts(ctx.sql, list, viewerId, before, limit),
      view: (ids, { ctx }) => ownPostViews(ctx, ctx.sql, ids),
    });
  }

  api.list("/users/me/deleted", {
    summary: "List my deleted posts that I can still restore, newest first",
    name: "posts",
    item: deletedPostSchema,
    scope: ({ viewerId }) => `deleted of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) =>
      listOwnPosts(ctx.sql, "deleted", viewerId, before, limit),
    view: (ids, { ctx }) => deletedPostViews(ctx, ctx.sql, ids),
  });
}
