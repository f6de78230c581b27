import { type CommentId, newId, type PostId, type UserId } from "../../domain/ids.ts";
import { COMMENT_DEPTH_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { type CommentedPost, isHeldBack, lockCommented, requireMayComment } from "./post.ts";
import { countComments, showThread } from "./threads.ts";
import { commentVisibleTo } from "./visibility.ts";
import { type FoundComment, listMentioned, requireComment } from "./lookup.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** A comment as one viewer sees it. */
export interface Comment {
  id: CommentId;
  postId: PostId;
  authorId: UserId;
  parentId: CommentId | null;
  content: string;
  createdAt: Date;
  editedAt: Date | null;
  repliesCount: number;
  reactions: Record<string, number>;
  viewerReactions: string[];
  isPinned: boolean;
  /** The action that took it down, and its reason. Only its author may see this. */
  takedown: { actionId: string; reason: string } | null;
}

/** Adds a comment to a post, or a reply to a comment, that the user sees. Returns its id. */
export async function insertComment(
  tx: Tx,
  { postId, userId, content, parentCommentId }: {
    postId: PostId;
    userId: UserId;
    content: string;
    parentCommentId?: CommentId | undefined;
  },
): Promise<CommentId> {
  const { sql } = tx;
  const post = await lockCommented(sql, postId, userId, "Post not found.");
  const parent = parentCommentId === undefined
    ? null
    : await requireComment(sql, postId, parentCommentId, userId);
  requireMayComment(post, userId);
  const above = parent ? [...parent.ancestorIds, parent.id] : [];
  if (above.length > COMMENT_DEPTH_MAX) {
    throw new AppError("unprocessable", "This thread is too deep. Reply to an earlier comment.");
  }
  const isFiltered = await isHeldBack(sql, post, userId, content);
  const isShown = !isFiltered && (parent?.isShown ?? true);
  const commentId: CommentId = newId();
  await sql`
    insert into comments
      (id, post_id, author_id, content, parent_id, ancestor_ids, is_filtered, is_shown)
    values (${commentId}, ${postId}, ${userId}, ${content}, ${parent?.id ?? null}, ${above},
      ${isFiltered}, ${isShown})`;
  if (parent && !isFiltered) {
    await sql`update comments set replies_count = replies_count + 1 where id = ${parent.id}`;
  }
  if (!isShown) return commentId;
  const counters = await countComments(sql, postId, 1);
  const mentionedIds = await listMentioned(sql, content);
  const { authorId } = post;
  const about = { commentId, userId, authorId, answeredId: parent?.authorId ?? null };
  tx.record({ type: "comment.created", ...about, mentionedIds, counters });
  return commentId;
}

/** Changes the text of the viewer's own comment. */
export async function updateComment(
  tx: Tx,
  { postId, commentId, viewerId, content }: {
    postId: PostId;
    commentId: CommentId;
    viewerId: UserId;
    content: string;
  },
): Promise<void> {
  const { sql } = tx;
  const post = await lockCommented(sql, postId, viewerId, "Comment not found.");
  const comment = await requireComment(sql, postId, commentId, viewerId);
  if (comment.authorId !== viewerId) {
    throw new AppError("forbidden", "Only the author of a comment can edit it.");
  }
  if (comment.content === content) return;
  const isFiltered = await isHeldBack(sql, post, viewerId, content);
  const [{ isLive }] = await sql<[{ isLive: boolean }]>`
    update comments
    set content = ${content}, is_filtered = ${isFiltered},
      edited_at = greatest(now(), created_at)
    where id = ${commentId}
    returning is_standing as is_live`;
  if (isLive !== comment.isLive) return await showThread(tx, commentId, isLive);
  if (comment.isShown) await tellOfEdit(tx, post, comment, content);
}

/** Notifies of new mentions only people who had no notification of this comment. */
async function tellOfEdit(
  { sql, record }: Tx,
  post: CommentedPost,
  comment: FoundComment,
  content: string,
): Promise<void> {
  const { id: commentId, authorId: userId, postId } = comment;
  const before = await listMentioned(sql, comment.content);
  const mentioned = await listMentioned(sql, content);
  const notified = [...before, post.authorId, comment.answeredId];
  record({
    type: "comment.updated",
    commentId,
    postId,
    userId,
    mentionedIds: mentioned.filter((id) => !notified.includes(id)),
    unmentionedIds: before.filter((id) => !mentioned.includes(id)),
  });
}

/** The columns of {@link Comment} from the tables `comments c` and `posts p`. */
export function commentColumns(sql: Sql, viewerId: UserId | null) {
  return sql`
    c.id, c.post_id, c.author_id, c.parent_id, c.content, c.created_at, c.edited_at,
    c.replies_count, c.reactions, p.pinned_comment_id is not distinct from c.id as is_pinned,
    array(
      select r.emoji from comment_reactions r
      where r.comment_id = c.id and r.user_id = ${viewerId} order by r.id) as viewer_reactions, (
      select jsonb_build_object('actionId', d.id, 'reason', d.reason)
      from moderation_actions d where d.id = c.takedown_id) as takedown`;
}

/** Loads those of these comments that the viewer sees. */
export async function loadComments(
  sql: Sql,
  viewerId: UserId | null,
  ids: readonly string[],
): Promise<Comment[]> {
  return await sql<Comment[]>`
    select ${commentColumns(sql, viewerId)}
    from comments c join posts p on p.id = c.post_id
    where c.id = any(${ids}::uuid[])
      and ${visibleTo(sql, viewerId)} and ${commentVisibleTo(sql, viewerId)}`;
}
