import { z } from "zod";
import { updatePost } from "../../db/posts/edits.ts";
import { deletePost, insertPost, requireAuthor, requireDeletable } from "../../db/posts/posts.ts";
import { listPostsOf } from "../../db/feeds/feed.ts";
import { lackOf } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { requireCategory } from "./category_input.ts";
import { newPost, postChange, requireAhead } from "./input.ts";
import { fillPage } from "../../reads/posts/fill_page.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { postParams, userParams } from "../http/values.ts";
import { ownPostView } from "./own_post_view.ts";
import { postSchema, postView } from "./post_view.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";
import { seeOwnSpace } from "../../reads/spaces/access.ts";

/** Posts: create, read, edit, delete, and the posts of one author. */
export function postRoutes(api: Api): void {
  api.post("/posts", {
    summary: "Publish a post, save it as a draft, or schedule it with `publishAt`",
    body: newPost,
    response: postSchema,
    status: 201,
    errors: ["not_found", "unprocessable"],
    async run({ ctx, viewerId, body, write }) {
      requireCategory(ctx, body.category);
      requireContent(body, ctx.config.PHOTO_ONLY);
      if (body.spaceId !== null) await seeOwnSpace(ctx, viewerId, body.spaceId);
      return await write(async (tx) => {
        requireAhead(body.publishAt);
        const { postId } = await insertPost(tx, { authorId: viewerId, ...body });
        return await ownPostView(ctx, tx.sql, postId);
      });
    },
  });

  api.get("/posts/:id", {
    summary: "Get a post",
    auth: "optional",
    params: postParams,
    response: postSchema,
    run: async ({ ctx, viewerId, params }) =>
      postView(ctx, await requireVisiblePost(ctx.cache, viewerId, params.id)),
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/posts/:id", {
      summary: "Edit my post; new pictures of a published post must be ready",
      params: postParams,
      body: postChange,
      response: postSchema,
      errors: ["conflict", "forbidden", "unprocessable"],
      async run({ ctx, viewerId, params, body, write }) {
        requireCategory(ctx, body.category);
        return await write(async (tx) => {
          requireAhead(body.publishAt);
          await requireAuthor(tx.sql, params.id, viewerId);
          await updatePost(tx, params.id, body, { photoOnly: ctx.config.PHOTO_ONLY });
          return await ownPostView(ctx, tx.sql, params.id);
        });
      },
    });
  }

  api.delete("/posts/:id", {
    summary: "Delete my post",
    params: postParams,
    async run({ viewerId, params, write }) {
      await write(async (tx) => {
        await requireDeletable(tx.sql, params.id, viewerId);
        await deletePost(tx, params.id);
      });
    },
  });

  api.list("/users/:id/posts", {
    summary: "List the posts of a user, newest first",
    auth: "optional",
    params: userParams,
    name: "posts",
    item: postSchema,
    of: ({ ctx, viewerId, params }) => resolveUserId(ctx, params.id, viewerId),
    scope: ({ of: authorId }) => `posts of ${authorId}`,
    find: ({ ctx, viewerId, of: authorId }, before, limit) =>
      fillPage(ctx.cache, viewerId, limit, {
        before,
        next: (place, count) =>
          ctx.others.read([viewerId, authorId], (sql) => listPostsOf(sql, authorId, place, count)),
      }),
    view: (posts, { ctx }) => posts.map((post) => postView(ctx, post)),
  });
}

/**
 * Throws `unprocessable` if there is nothing to publish. Only a draft without a time may be empty.
 */
function requireContent(post: z.output<typeof newPost>, photoOnly: boolean): void {
  if (post.draft && post.publishAt === null) return;
  const { mediaIds, caption, parentPostId } = post;
  const content = { pictures: mediaIds.length, caption, isReply: parentPostId !== null };
  const lack = lackOf(content, photoOnly);
  if (lack !== null) throw new AppError("unprocessable", lack);
}
