import type { PostId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { archivePost, publishPost } from "../../db/posts/states.ts";
import { requireAuthor } from "../../db/posts/posts.ts";
import { restorePost } from "../../db/posts/restoration.ts";
import type { Tx } from "../../db/transact.ts";
import type { Api } from "../http/api.ts";
import { ownPostView } from "./own_post_view.ts";
import { postSchema } from "./post_view.ts";
import { postParams } from "../http/values.ts";

/** Changes of a post's state: publish, archive, restore. */
export function postStateRoutes(api: Api): void {
  const change = (
    name: string,
    summary: string,
    errors: readonly ("conflict" | "forbidden" | "gone" | "unprocessable")[],
    apply: (ctx: Context, tx: Tx, postId: PostId, viewerId: UserId) => Promise<void>,
  ) =>
    api.post(`/posts/:id/${name}`, {
      summary,
      params: postParams,
      response: postSchema,
      errors,
      async run({ ctx, viewerId, params, write }) {
        return await write(async (tx) => {
          await apply(ctx, tx, params.id, viewerId);
          return await ownPostView(ctx, tx.sql, params.id);
        });
      },
    });

  change(
    "publish",
    "Publish my draft, scheduled, failed or archived post; an archived one returns to its place",
    ["conflict", "forbidden", "unprocessable"],
    async ({ config }, tx, postId, viewerId) => {
      await requireAuthor(tx.sql, postId, viewerId);
      await publishPost(tx, postId, { photoOnly: config.PHOTO_ONLY });
    },
  );
  change(
    "archive",
    "Archive my published post: only I can see it",
    ["conflict", "forbidden"],
    async (_ctx, tx, postId, viewerId) => {
      await requireAuthor(tx.sql, postId, viewerId);
      await archivePost(tx, postId);
    },
  );
  change(
    "restore",
    "Restore my deleted post, within 30 days",
    ["conflict", "forbidden", "gone", "unprocessable"],
    ({ config }, tx, postId, viewerId) =>
      restorePost(tx, postId, viewerId, { photoOnly: config.PHOTO_ONLY }),
  );
}
