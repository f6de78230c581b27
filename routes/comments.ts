import { z } from "zod";
import { deleteComment, insertComment, listComments } from "../db/comments.ts";
import { COMMENT_LENGTH_MAX } from "../domain/limits.ts";
import { must } from "../lib/errors.ts";
import type { Api } from "./api.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "./paging.ts";
import { commentSchema, commentViews, newCommentView } from "./views/comment.ts";
import { seePosts } from "./see_posts.ts";
import { idParams } from "./views/values.ts";

const text = z.string().trim().min(1).max(COMMENT_LENGTH_MAX);
const newComment = z.union([
  z.strictObject({ content: text }),
  z.strictObject({ body: text }).transform(({ body }) => ({ content: body })),
]);

/** Comments on posts: made, listed, deleted. */
export function commentRoutes(api: Api): void {
  api.post(["/posts/:id/comments", "/posts/:id/comment"], {
    summary: "Comment on a post",
    params: idParams,
    body: newComment,
    answer: commentSchema,
    status: 201,
    async run({ ctx, viewerId, params, body, write }) {
      return await write(async (tx) => {
        const comment = await insertComment(tx, { postId: params.id, userId: viewerId, ...body });
        return await newCommentView(ctx, tx.sql, comment);
      });
    },
  });

  api.get("/posts/:id/comments", {
    summary: "The comments of a post, newest first",
    auth: "optional",
    params: idParams,
    query: pageQuery,
    answer: z.object({ comments: z.array(commentSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, params, query }) {
      const scope = `comments of ${params.id}`;
      must((await seePosts(ctx, viewerId, [params.id])).get(params.id), "No such post");
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listComments(ctx.sql, viewerId, params.id, before, query.limit);
      return {
        comments: await commentViews(ctx, page.items),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });

  api.delete("/posts/:id/comments/:commentId", {
    summary: "Delete a comment, as its author or the post's",
    params: idParams.extend({ commentId: z.uuid() }),
    async run({ viewerId, params, write }) {
      await write((tx) =>
        deleteComment(tx, { postId: params.id, commentId: params.commentId, viewerId })
      );
    },
  });
}
