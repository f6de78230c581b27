import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { listLikes } from "../../db/engagement/likes.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { loadVisiblePosts } from "../../reads/posts/visible_posts.ts";
import { userCardSchema, userCardView } from "../people/user_view.ts";
import { idParams, idSchema } from "../http/values.ts";

const likedSchema = z.object({ postId: idSchema, isLiked: z.boolean(), likesCount: z.int() });

/** Likes: made, taken back, listed. */
export function likeRoutes(api: Api): void {
  api.post("/posts/:id/like", {
    summary: "Like a post; liking it again changes nothing",
    params: idParams,
    response: likedSchema,
    run: ({ ctx, viewerId, params }) => change(ctx, params.id, viewerId, true),
  });

  api.delete("/posts/:id/like", {
    summary: "Take a like back",
    params: idParams,
    response: likedSchema,
    run: ({ ctx, viewerId, params }) => change(ctx, params.id, viewerId, false),
  });

  api.get("/posts/:id/likes", {
    summary: "Who likes a post, newest first",
    auth: "optional",
    params: idParams,
    query: pageQuery,
    response: z.object({ users: z.array(userCardSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, params, query }) {
      const scope = `likes of ${params.id}`;
      must(
        (await loadVisiblePosts(ctx.cache, viewerId, [params.id])).get(params.id),
        "No such post",
      );
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listLikes(ctx.sql, viewerId, params.id, before, query.limit);
      const users = await ctx.cache.users.getMany(page.items.map((like) => like.userId));
      return {
        users: [...users.values()].map((user) => userCardView(ctx, user)),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });
}

async function change(ctx: Context, postId: string, userId: string, isLiked: boolean) {
  const likesCount = must(await ctx.likes.change(postId, userId, isLiked), "No such post");
  ctx.cache.recordViewerState(userId, postId, { isLiked });
  return { postId, isLiked, likesCount };
}
