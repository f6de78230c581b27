import { z } from "zod";
import { COMMENT_SORTS, firstPlace, listComments, listReplies } from "../../db/comments/lists.ts";
import { deleteComment } from "../../db/comments/threads.ts";
import { insertComment, loadComments, updateComment } from "../../db/comments/comments.ts";
import { COMMENT_CURSOR_LENGTH_MAX, COMMENT_LENGTH_MAX } from "../../domain/limits.ts";
import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { placeIn, placeText } from "./cursor.ts";
import { idInputOf, text, trimmedText } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { commentSchema, commentViews, writtenCommentView } from "./comment_view.ts";
import { listOthers } from "../../reads/people/others.ts";
import { postParams } from "../http/values.ts";
import { requireVisiblePost } from "../../reads/posts/visible_posts.ts";

const content = trimmedText(COMMENT_LENGTH_MAX, 1);
const parentCommentId = idInputOf<"comment">().nullish().transform((id) => id ?? undefined);
const newComment = z.union([
  z.strictObject({ content, parentCommentId }),
  z.strictObject({ body: content, parentCommentId })
    .transform(({ body, ...rest }) => ({ content: body, ...rest })),
]);
const listQuery = pageQuery.extend({
  sort: z.enum(COMMENT_SORTS).default("recent"),
  // It is longer than others, because it contains the order that the first page fixed.
  cursor: text(COMMENT_CURSOR_LENGTH_MAX, 1).optional(),
});

/** A path with a post and one of its comments. */
export const commentParams = postParams.extend({ commentId: idInputOf<"comment">() });

/** Comments on posts: create, reply, list, edit, delete. */
export function commentRoutes(api: Api): void {
  api.post(["/posts/:id/comments", "/posts/:id/comment"], {
    summary: "Comment on a post, or reply to a comment on it",
    params: postParams,
    body: newComment,
    response: commentSchema,
    status: 201,
    errors: ["forbidden", "unprocessable"],
    async run({ ctx, viewerId, params, body, write }) {
      return await write(async (tx) => {
        const id = await insertComment(tx, { postId: params.id, userId: viewerId, ...body });
        return await writtenCommentView(ctx, tx.sql, viewerId, id);
      });
    },
  });

  api.list("/posts/:id/comments", {
    summary: "List the comments on a post, the pinned one first; replies have their own list",
    auth: "optional",
    params: postParams,
    query: listQuery,
    name: "comments",
    item: commentSchema,
    of: ({ ctx, viewerId, params }) => requireVisiblePost(ctx.cache, viewerId, params.id),
    scope: ({ params, query }) => `${query.sort} comments of ${params.id}`,
    find: ({ ctx, viewerId, params: { id }, query: { sort } }, from, limit) =>
      listOthers(ctx, {
        viewerId,
        of: id,
        async find(sql) {
          const place = from === null ? await firstPlace(sql, viewerId, id, sort) : placeIn(from);
          const { items, next } = await listComments(sql, viewerId, id, place, limit);
          return { items, next: next && placeText(next) };
        },
        personOf: ({ authorId }) => authorId,
      }),
    view: (comments, { ctx }) => commentViews(ctx, comments),
  });

  api.list("/comments/:id/replies", {
    summary: "List the direct replies to a comment, oldest first",
    auth: "optional",
    params: z.object({ id: idInputOf<"comment">() }),
    name: "replies",
    item: commentSchema,
    of: async ({ ctx, viewerId, params }) =>
      must((await loadComments(ctx.sql, viewerId, [params.id]))[0], "Comment not found."),
    scope: ({ params }) => `replies to ${params.id}`,
    find: ({ ctx, viewerId, params, of: { postId } }, after, limit) =>
      listOthers(ctx, {
        viewerId,
        of: postId,
        find: (sql) => listReplies(sql, viewerId, params.id, after, limit),
        personOf: ({ authorId }) => authorId,
      }),
    view: (replies, { ctx }) => commentViews(ctx, replies),
  });

  api.patch("/posts/:id/comments/:commentId", {
    summary: "Edit my comment",
    params: commentParams,
    body: z.strictObject({ content }),
    response: commentSchema,
    errors: ["forbidden"],
    async run({ ctx, viewerId, params: { id: postId, commentId }, body, write }) {
      return await write(async (tx) => {
        await updateComment(tx, { postId, commentId, viewerId, ...body });
        return await writtenCommentView(ctx, tx.sql, viewerId, commentId);
      });
    },
  });

  api.delete("/posts/:id/comments/:commentId", {
    summary: "Delete a comment with its replies, as its author or the author of the post",
    params: commentParams,
    errors: ["forbidden"],
    async run({ viewerId, params: { id: postId, commentId }, write }) {
      await write((tx) => deleteComment(tx, { postId, commentId, viewerId }));
    },
  });
}
