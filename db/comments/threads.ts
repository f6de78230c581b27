import type { CommentId, PostId, UserId } from "../../domain/ids.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { lockCommented } from "./post.ts";
import { listMentioned, requireComment } from "./lookup.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** The limit keeps an event below the maximal size of a KV commit. */
const GONE_PER_EVENT = 500;

// Callers lock the post of a comment first, so that nobody replies meanwhile.

/** Deletes a comment with all replies below it, for its author or the author of its post. */
export async function deleteComment(
  tx: Tx,
  { postId, commentId, viewerId }: { postId: PostId; commentId: CommentId; viewerId: UserId },
): Promise<void> {
  const post = await lockCommented(tx.sql, postId, viewerId, "Comment not found.");
  const comment = await requireComment(tx.sql, postId, commentId, viewerId);
  if (comment.authorId !== viewerId && post.authorId !== viewerId) {
    throw new AppError("forbidden", "Only the author of a comment or of its post can delete it.");
  }
  await deleteThread(tx, commentId);
}

/** Marks a comment and all replies below it as deleted. Does nothing if it is deleted already. */
export async function deleteThread({ sql, record }: Tx, commentId: CommentId): Promise<void> {
  const deleted = await sql<DeletedRow[]>`
    with recursive below as (
      select id, is_shown, is_standing from comments
      where id = ${commentId} and deleted_at is null
      union all
      select c.id, c.is_shown, c.is_standing
      from comments c join below b on c.parent_id = b.id
      where c.deleted_at is null
    )
    update comments c set deleted_at = now(), is_shown = false, replies_count = 0
    from below b where c.id = b.id
    returning c.id, c.post_id, c.author_id as user_id, c.parent_id,
      b.is_shown as was_shown, b.is_standing as was_standing`;
  const root = deleted.find(({ id }) => id === commentId);
  if (!root) return;
  if (root.wasStanding) await countReplies(sql, root.parentId, -1);
  const shown = deleted.filter(({ wasShown }) => wasShown).length;
  await sql`
    update posts set pinned_comment_id = null
    where id = ${root.postId} and pinned_comment_id = ${commentId}`;
  const counters = await countComments(sql, root.postId, -shown);
  recordGone(record, root, counters, deleted);
}

interface DeletedRow extends RootRow {
  wasShown: boolean;
  wasStanding: boolean;
}

/**
 * Shows or hides a thread after its first comment became standing or stopped being so. Corrects
 * the counters and records the events.
 */
export async function showThread(tx: Tx, commentId: CommentId, isLive: boolean): Promise<void> {
  const { sql, record } = tx;
  const changed = await sql<ShownRow[]>`
    with recursive below as (
      select c.id, c.is_standing and coalesce(up.is_shown, true) as is_shown
      from comments c left join comments up on up.id = c.parent_id
      where c.id = ${commentId}
      union all
      select c.id, c.is_standing and b.is_shown
      from comments c join below b on c.parent_id = b.id
    )
    update comments c set is_shown = b.is_shown
    from below b, posts p
    where c.id = b.id and c.is_shown <> b.is_shown and p.id = c.post_id
    returning c.id, c.author_id as user_id, c.content, p.author_id,
      (select up.author_id from comments up where up.id = c.parent_id) as answered_id`;
  const root = await one(sql<RootRow[]>`
    select id, post_id, parent_id, author_id as user_id from comments where id = ${commentId}`);
  await countReplies(sql, root.parentId, isLive ? 1 : -1);
  if (changed.length === 0) return;
  const delta = isLive ? changed.length : -changed.length;
  const counters = await countComments(sql, root.postId, delta);
  if (!isLive) return recordGone(record, root, counters, changed);
  for (const { id, content, ...people } of changed.toSorted((a, b) => a.id < b.id ? -1 : 1)) {
    // Hiding the comment retracted its notifications, so the event sends them again.
    const mentionedIds = await listMentioned(sql, content);
    const about = { commentId: id, counters: { ...counters } };
    record({ type: "comment.created", ...about, ...people, mentionedIds });
  }
}

/** Records the deletion of a comment and its replies, in several events if there are many. */
function recordGone(
  record: Tx["record"],
  { id: commentId, userId }: { id: CommentId; userId: UserId },
  counters: Counters,
  deleted: readonly { id: CommentId }[],
): void {
  const below = deleted.map(({ id }) => id).filter((id) => id !== commentId);
  for (let from = 0; from === 0 || from < below.length; from += GONE_PER_EVENT) {
    const belowIds = below.slice(from, from + GONE_PER_EVENT);
    const about = { commentId, userId, counters: { ...counters } };
    record({ type: "comment.deleted", ...about, ...(belowIds.length > 0 ? { belowIds } : {}) });
  }
}

interface RootRow {
  id: CommentId;
  postId: PostId;
  parentId: CommentId | null;
  userId: UserId;
}

interface ShownRow {
  id: CommentId;
  userId: UserId;
  content: string;
  authorId: UserId;
  answeredId: UserId | null;
}

async function countReplies(sql: Sql, parentId: CommentId | null, delta: number): Promise<void> {
  if (parentId === null) return;
  await sql`update comments set replies_count = replies_count + ${delta} where id = ${parentId}`;
}

/** Changes the number of a post's comments and returns its counters. */
export async function countComments(sql: Sql, postId: PostId, delta: number): Promise<Counters> {
  return await one(sql<Counters[]>`
    update posts
    set comments_count = comments_count + ${delta}, counters_rev = counters_rev + 1
    where id = ${postId}
    returning id as post_id, likes_count as likes, comments_count as comments,
      reposts_count as reposts, counters_rev as rev`);
}
