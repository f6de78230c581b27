import { newId } from "../domain/ids.ts";
import type { Counters } from "../domain/posts.ts";
import { mentionsIn, preview } from "../domain/text.ts";
import { AppError, must } from "../lib/errors.ts";
import { type Page, pageOf } from "./page.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";
import { userVisibleTo, visibleTo } from "./visibility.ts";

/** A comment, whoever may see it. */
export interface Comment {
  id: string;
  postId: string;
  authorId: string;
  content: string;
  createdAt: Date;
}

/** Comments on a post that its author sees; answers the comment. */
export async function insertComment(
  tx: Tx,
  { postId, userId, content }: { postId: string; userId: string; content: string },
): Promise<Comment> {
  const { sql } = tx;
  const [post] = await sql<{ authorId: string }[]>`
    select p.author_id from posts p
    where p.id = ${postId} and ${visibleTo(sql, userId)}
    for no key update`;
  const { authorId } = must(post, "No such post");
  const [comment] = await sql<Comment[]>`
    insert into comments (id, post_id, author_id, content)
    values (${newId()}, ${postId}, ${userId}, ${content})
    returning id, post_id, author_id, content, created_at`;
  const counters = await countComments(sql, postId, 1);
  const mentioned = await sql<{ id: string }[]>`
    select id from users where username = any(${mentionsIn(content)})`;
  tx.record({
    type: "comment.created",
    commentId: comment!.id,
    userId,
    authorId,
    mentionedIds: mentioned.map((row) => row.id),
    preview: preview(content),
    counters,
  });
  return comment!;
}

/** Deletes a comment for its author or the author of its post. */
export async function deleteComment(
  tx: Tx,
  { postId, commentId, viewerId }: { postId: string; commentId: string; viewerId: string },
): Promise<void> {
  const { sql } = tx;
  const [post] = await sql<{ authorId: string }[]>`
    select p.author_id from posts p
    where p.id = ${postId} and ${visibleTo(sql, viewerId)}
    for no key update`;
  const { authorId } = must(post, "No such comment");
  const [comment] = await sql<{ authorId: string }[]>`
    select author_id from comments
    where id = ${commentId} and post_id = ${postId} and deleted_at is null
      and ${userVisibleTo(sql, sql`author_id`, viewerId)}`;
  const { authorId: userId } = must(comment, "No such comment");
  if (userId !== viewerId && authorId !== viewerId) {
    throw new AppError("forbidden", "Only its author or the post's author can delete a comment");
  }
  await sql`update comments set deleted_at = now() where id = ${commentId}`;
  const counters = await countComments(sql, postId, -1);
  tx.record({ type: "comment.deleted", commentId, userId, counters });
}

async function countComments(sql: Sql, postId: string, delta: 1 | -1): Promise<Counters> {
  const [counters] = await sql<Counters[]>`
    update posts
    set comments_count = comments_count + ${delta}, counters_rev = counters_rev + 1
    where id = ${postId}
    returning id as post_id, likes_count as likes, comments_count as comments,
      reposts_count as reposts, counters_rev as rev`;
  return counters!;
}

/** The comments of a post by people whom the viewer sees, newest first. */
export async function listComments(
  sql: Sql,
  viewerId: string | null,
  postId: string,
  before: string | null,
  limit: number,
): Promise<Page<Comment>> {
  const rows = await sql<Comment[]>`
    select id, post_id, author_id, content, created_at from comments
    where post_id = ${postId} and deleted_at is null
      and ${userVisibleTo(sql, sql`author_id`, viewerId)}
      ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** These comments, where the viewer sees their posts and their authors. */
export async function loadComments(
  sql: Sql,
  viewerId: string | null,
  ids: readonly string[],
): Promise<Comment[]> {
  return await sql<Comment[]>`
    select c.id, c.post_id, c.author_id, c.content, c.created_at
    from comments c join posts p on p.id = c.post_id
    where c.id = any(${ids as string[]}::uuid[]) and c.deleted_at is null
      and ${visibleTo(sql, viewerId)}
      and ${userVisibleTo(sql, sql`c.author_id`, viewerId)}`;
}
