import { z } from "zod";
import { deletePost, insertPost, requireAuthor, updatePost } from "../db/posts.ts";
import { listPostsOf } from "../db/feed.ts";
import {
  CAPTION_LENGTH_MAX,
  CONTENT_WARNING_LENGTH_MAX,
  HEADER_LENGTH_MAX,
  LOCATION_NAME_LENGTH_MAX,
  MEDIA_PER_POST_MAX,
  TAGS_PER_POST_MAX,
} from "../domain/limits.ts";
import { PRIVACIES } from "../domain/posts.ts";
import { normalTag } from "../domain/text.ts";
import { AppError, must } from "../lib/errors.ts";
import type { Api } from "./api.ts";
import { walkVisible } from "./feed/walk.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "./paging.ts";
import { resolveUserId } from "./resolve_user.ts";
import { loadPostViews, ownPostView, postSchema } from "./views/post.ts";
import { idParams } from "./views/values.ts";

const caption = z.string().trim().max(CAPTION_LENGTH_MAX);
const header = z.string().trim().min(1).max(HEADER_LENGTH_MAX).nullable();
const contentWarning = z.string().trim().min(1).max(CONTENT_WARNING_LENGTH_MAX).nullable();
const tag = z.string().max(100).refine((text) => normalTag(text) !== null, "is not a tag");
const tags = z.array(tag).max(TAGS_PER_POST_MAX);
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().trim().max(LOCATION_NAME_LENGTH_MAX).default(""),
}).nullable();
const mediaIds = z.array(z.uuid()).max(MEDIA_PER_POST_MAX)
  .refine((ids) => new Set(ids).size === ids.length, "names a picture twice");

const newPost = z.strictObject({
  mediaIds,
  caption: caption.default(""),
  header: header.default(null),
  tags: tags.default([]),
  location: location.default(null),
  privacy: z.enum(PRIVACIES).default("public"),
  contentWarning: contentWarning.default(null),
});

const postChange = z.strictObject({
  caption: caption.optional(),
  header: header.optional(),
  tags: tags.optional(),
  location: location.optional(),
  contentWarning: contentWarning.optional(),
  privacy: z.enum(PRIVACIES).optional(),
}).refine((change) => Object.keys(change).length > 0, "Nothing to change");

/** Posts: create, read, edit, delete, and the posts of one author. */
export function postRoutes(api: Api): void {
  api.post("/posts", {
    summary: "Publish a post",
    body: newPost,
    answer: postSchema,
    status: 201,
    errors: ["unprocessable"],
    async run({ ctx, viewerId, body, write }) {
      if (body.mediaIds.length === 0 && ctx.config.PHOTO_ONLY) {
        throw new AppError("unprocessable", "A post needs at least one picture");
      }
      const view = await write(async (tx) => {
        const { postId } = await insertPost(tx, { authorId: viewerId, ...body });
        return await ownPostView(ctx, tx.sql, postId);
      });
      // Its pictures may have to move to where its audience needs them.
      if (view.status === "processing") ctx.onMediaWaiting();
      return view;
    },
  });

  api.get("/posts/:id", {
    summary: "Read a post",
    auth: "optional",
    params: idParams,
    answer: postSchema,
    async run({ ctx, viewerId, params }) {
      const views = await loadPostViews(ctx, viewerId, [params.id]);
      return must(views.get(params.id), "No such post");
    },
  });

  for (const method of ["patch", "put"] as const) {
    api[method]("/posts/:id", {
      summary: "Edit a post of one's own",
      params: idParams,
      body: postChange,
      answer: postSchema,
      async run({ ctx, viewerId, params, body, write }) {
        const view = await write(async (tx) => {
          await requireAuthor(tx.sql, params.id, viewerId);
          await updatePost(tx, params.id, body);
          return await ownPostView(ctx, tx.sql, params.id);
        });
        if (body.privacy !== undefined) ctx.onMediaWaiting();
        return view;
      },
    });
  }

  api.delete("/posts/:id", {
    summary: "Delete a post of one's own",
    params: idParams,
    async run({ ctx, viewerId, params, write }) {
      await write(async (tx) => {
        await requireAuthor(tx.sql, params.id, viewerId);
        await deletePost(tx, params.id);
      });
      ctx.onMediaWaiting();
    },
  });

  api.get("/users/:id/posts", {
    summary: "A user's posts, newest first",
    auth: "optional",
    params: z.object({ id: z.string() }),
    query: pageQuery,
    answer: z.object({ posts: z.array(postSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, params, query }) {
      const authorId = await resolveUserId(ctx, params.id, viewerId);
      const scope = `posts of ${authorId}`;
      const page = await walkVisible(ctx, viewerId, query.limit, {
        before: placeOf(ctx, scope, query.cursor),
        next: (before, limit) => listPostsOf(ctx.sql, authorId, before, limit),
      });
      const views = await loadPostViews(ctx, viewerId, page.items.map((seen) => seen.card.id));
      return { posts: [...views.values()], pagination: paginationOf(ctx, scope, page.next) };
    },
  });
}
