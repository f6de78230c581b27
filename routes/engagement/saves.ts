import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { listSaved, savePost, unsavePost } from "../../db/engagement/saves.ts";
import type { Api } from "../http/api.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { postSchema, postView } from "../posts/post_view.ts";
import { idSchema, postParams } from "../http/values.ts";

const savedSchema = z.object({ postId: idSchema, isSaved: z.boolean() }).meta({ id: "Save" });

/** Saved posts. Saves are private: only the viewer sees them. */
export function saveRoutes(api: Api): void {
  api.put("/posts/:id/save", {
    summary: "Save a post; a repeat changes nothing",
    params: postParams,
    response: savedSchema,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, write }) {
      await write((tx) => savePost(tx, viewerId, params.id));
      forget(ctx, viewerId);
      return { postId: params.id, isSaved: true };
    },
  });

  api.delete("/posts/:id/save", {
    summary: "Remove a post from my saved posts, even if I no longer see it",
    params: postParams,
    response: savedSchema,
    async run({ ctx, viewerId, params, write }) {
      await write((tx) => unsavePost(tx, viewerId, params.id));
      forget(ctx, viewerId);
      return { postId: params.id, isSaved: false };
    },
  });

  api.list("/users/me/saved", {
    summary: "List my saved posts that I still see, last saved first",
    name: "posts",
    item: postSchema,
    scope: ({ viewerId }) => `saved by ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) =>
      fillPage(ctx.cache, viewerId, limit, {
        before,
        next: (place, count) => listSaved(ctx.sql, viewerId, place, count),
      }),
    view: (posts, { ctx }) => posts.map((post) => postView(ctx, post)),
  });
}

// If a post is saved and unsaved concurrently, this process may see the results in another order
// than Postgres committed them. So it caches neither of them and reads the state again.
function forget(ctx: Context, userId: UserId): void {
  ctx.cache.invalidate({ cache: "viewer_states", id: userId });
}
