import type { Context as HonoContext } from "hono";
import { z } from "zod";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listLikes } from "../../db/engagement/likes.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import type { Env } from "../http/endpoint.ts";
import { userCardSchema } from "../people/user_view.ts";
import { idSchema, postParams } from "../http/values.ts";
import { listOthers } from "../../reads/people/others.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";
import { loadListedViews } from "../people/list_view.ts";

const likedSchema = z.object({ postId: idSchema, isLiked: z.boolean(), likesCount: z.int() }).meta({
  id: "Like",
});

/** Likes: like a post, take a like back, list the likes of a post. */
export function likeRoutes(api: Api): void {
  api.post("/posts/:id/like", {
    summary: "Like a post; a repeat changes nothing",
    params: postParams,
    response: likedSchema,
    run: (request) => change(request, true),
  });

  api.delete("/posts/:id/like", {
    summary: "Remove my like",
    params: postParams,
    response: likedSchema,
    run: (request) => change(request, false),
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

async function change(
  { ctx, http, viewerId: userId, params: { id: postId } }: {
    ctx: Context;
    http: HonoContext<Env>;
    viewerId: UserId;
    params: { id: PostId };
  },
  isLiked: boolean,
) {
  const change = { postId, userId, isLiked };
  const { likes, xid } = must(await ctx.likes.write(change), "Post not found.");
  if (xid !== null) http.set("writtenXid", xid);
  ctx.cache.recordViewerState(userId, postId, { isLiked });
  return { postId, isLiked, likesCount: likes };
}
