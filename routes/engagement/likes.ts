import { z } from "zod";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listLikes } from "../../db/engagement/likes.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { userCardSchema } from "../people/user_view.ts";
import { idSchema, postParams } from "../http/values.ts";
import { listOthers } from "../../reads/people/others.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";
import { loadListedViews } from "../people/list_view.ts";

const likedSchema = z.object({ postId: idSchema, isLiked: z.boolean(), likesCount: z.int() });

/** Likes: like a post, take a like back, list the likes of a post. */
export function likeRoutes(api: Api): void {
  api.post("/posts/:id/like", {
    summary: "Like a post; a repeat changes nothing",
    params: postParams,
    response: likedSchema,
    run: ({ ctx, viewerId, params }) => change(ctx, params.id, viewerId, true),
  });

  api.delete("/posts/:id/like", {
    summary: "Remove my like",
    params: postParams,
    response: likedSchema,
    run: ({ ctx, viewerId, params }) => change(ctx, params.id, viewerId, false),
  });

  api.list("/posts/:id/likes", {
    summary: "List the users who like a post, newest first",
    auth: "optional",
    params: postParams,
    name: "users",
    item: userCardSchema,
    of: ({ ctx, viewerId, params }) => requireVisiblePost(ctx.cache, viewerId, params.id),
    scope: ({ params }) => `likes of ${params.id}`,
    find: ({ ctx, viewerId, params }, before, limit) =>
      listOthers(ctx, {
        viewerId,
        of: params.id,
        find: (sql) => listLikes(sql, viewerId, params.id, before, limit),
        personOf: ({ userId }) => userId,
      }),
    view: (people, { ctx }) => loadListedViews(ctx, people, (card) => card),
  });
}

async function change(ctx: Context, postId: PostId, userId: UserId, isLiked: boolean) {
  const likesCount = must(await ctx.likes.write({ postId, userId, isLiked }), "Post not found.");
  ctx.cache.recordViewerState(userId, postId, { isLiked });
  return { postId, isLiked, likesCount };
}
