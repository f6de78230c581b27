import { z } from "zod";
import type { CommentId, UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { type Comment, loadComments } from "../../db/comments/comments.ts";
import { one, type Sql } from "../../db/sql.ts";
import { loadUserCard, type UserCard } from "../../db/people/cards.ts";
import { reactionCounts } from "../../domain/comments/comments.ts";
import { hashtagsIn } from "../../domain/text.ts";
import { avatarUrl } from "../people/user_view.ts";
import { idSchema, takedownSchema, timeSchema } from "../http/values.ts";

/** An emoji and the number of reactions to a comment with it. */
export const reactionCountSchema = z.object({ emoji: z.string(), count: z.int() }).meta({
  id: "ReactionCount",
});

/** A comment as clients see it. The pages of its `tags` list posts, but no comments. */
export const commentSchema = z.object({
  commentId: idSchema,
  postId: idSchema,
  userId: idSchema,
  username: z.string(),
  avatar: z.string().nullable(),
  content: z.string(),
  tags: z.array(z.string()),
  parentCommentId: idSchema.nullable(),
  repliesCount: z.int(),
  reactions: z.array(reactionCountSchema),
  viewerReactions: z.array(z.string()),
  isPinned: z.boolean(),
  createdAt: timeSchema,
  editedAt: timeSchema.nullable(),
  moderation: takedownSchema.optional(),
}).meta({ id: "Comment" });

/** A comment as clients see it. */
export type CommentView = z.input<typeof commentSchema>;

/** Returns the views of comments in their order, without those whose authors were just erased. */
export async function commentViews(
  ctx: Context,
  comments: readonly Comment[],
): Promise<CommentView[]> {
  const authors = await ctx.cache.users.getMany(comments.map((comment) => comment.authorId));
  return comments.flatMap((comment) => {
    const author = authors.get(comment.authorId);
    return author ? [commentView(ctx, comment, author)] : [];
  });
}

/**
 * Returns the view of a comment that a transaction just wrote. Reads only through that transaction.
 */
export async function writtenCommentView(
  ctx: Context,
  sql: Sql,
  authorId: UserId,
  commentId: CommentId,
): Promise<CommentView> {
  const comment = await one(loadComments(sql, authorId, [commentId]));
  const author = await loadUserCard(sql, authorId);
  return commentView(ctx, comment, author);
}

/** Returns the views of the comments among these that the viewer sees, by their ids. */
export async function loadCommentViews(
  ctx: Context,
  viewerId: UserId | null,
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
    tags: hashtagsIn(comment.content),
    parentCommentId: comment.parentId,
    repliesCount: comment.repliesCount,
    reactions: reactionCounts(comment.reactions),
    viewerReactions: comment.viewerReactions,
    isPinned: comment.isPinned,
    createdAt: comment.createdAt.toISOString(),
    editedAt: comment.editedAt?.toISOString() ?? null,
    ...(comment.takedown === null ? {} : { moderation: comment.takedown }),
  };
}
