import { z } from "zod";
import type { Context } from "../../context.ts";
import { type Comment, loadComments } from "../../db/comments.ts";
import type { Sql } from "../../db/sql.ts";
import { loadUserCards, type UserCard } from "../../db/user_cards.ts";
import { avatarUrl } from "./user.ts";
import { idSchema, takedownSchema, timeSchema } from "./values.ts";

/** A comment as clients see it. */
export const commentSchema = z.object({
  commentId: idSchema,
  postId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  content: z.string(),
  parentCommentId: idSchema.nullable(),
  createdAt: timeSchema,
  moderation: takedownSchema.optional(),
});

/** A comment as clients see it. */
export type CommentView = z.input<typeof commentSchema>;

/** The views of comments, in their order. */
export async function commentViews(
  ctx: Context,
  comments: readonly Comment[],
): Promise<CommentView[]> {
  const authors = await ctx.hot.users.getMany(comments.map((comment) => comment.authorId));
  return comments.flatMap((comment) => {
    const author = authors.get(comment.authorId);
    return author ? [commentView(ctx, comment, author)] : [];
  });
}

/** A comment as its transaction has just written it, read through that transaction alone. */
export async function newCommentView(
  ctx: Context,
  sql: Sql,
  comment: Comment,
): Promise<CommentView> {
  const author = (await loadUserCards(sql, [comment.authorId])).get(comment.authorId)!;
  return commentView(ctx, comment, author);
}

/** The views of the comments among these that the viewer sees. */
export async function loadCommentViews(
  ctx: Context,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Map<string, CommentView>> {
  const views = await commentViews(ctx, await loadComments(ctx.sql, viewerId, ids));
  return new Map(views.map((view) => [view.commentId, view]));
}

function commentView(ctx: Context, comment: Comment, author: UserCard): CommentView {
  return {
    commentId: comment.id,
    postId: comment.postId,
    userId: author.id,
    username: author.username,
    avatar: avatarUrl(ctx, author),
    content: comment.content,
    parentCommentId: null,
    createdAt: comment.createdAt.toISOString(),
    ...(comment.takedown === null ? {} : { moderation: comment.takedown }),
  };
}
