import { type CommentId, newId, type PostId, type UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { commentVisibleTo } from "./visibility.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { visibleTo } from "../visibility.ts";

/** A reaction to add or take back. */
export interface ReactionChange {
  commentId: CommentId;
  userId: UserId;
  emoji: string;
  isMade: boolean;
}

/** The number of reactions to a comment by emoji, and the user's own emojis. */
export interface Reactions {
  reactions: Record<string, number>;
  viewerReactions: string[];
}

/** Adds or takes back a reaction; repeating it changes nothing. Returns the reactions after it. */
export async function changeReaction(
  { sql, record }: Tx,
  { commentId, userId, emoji, isMade }: ReactionChange,
): Promise<Reactions> {
  // Lock only the comment, so that many reactions do not delay new comments.
  const [comment] = await sql<{ postId: PostId; authorId: UserId }[]>`
    select c.post_id, c.author_id from comments c join posts p on p.id = c.post_id
    where c.id = ${commentId} and ${visibleTo(sql, userId)} and ${commentVisibleTo(sql, userId)}
    for no key update of c`;
  const { postId, authorId } = must(comment, "Comment not found.");
  const { count } = isMade
    ? await sql`
      insert into comment_reactions (id, comment_id, user_id, emoji)
      values (${newId()}, ${commentId}, ${userId}, ${emoji})
      on conflict do nothing`
    : await sql`
      delete from comment_reactions
      where comment_id = ${commentId} and user_id = ${userId} and emoji = ${emoji}`;
  if (count > 0) await countReaction(sql, commentId, emoji, isMade ? 1 : -1);
  const now = await one(sql<Reactions[]>`
    select reactions, array(
      select emoji from comment_reactions
      where comment_id = ${commentId} and user_id = ${userId} order by id) as viewer_reactions
    from comments where id = ${commentId}`);
  const { viewerReactions } = now;
  if (count > 0 && viewerReactions.length === (isMade ? 1 : 0)) {
    record({ type: "comment.reacted", commentId, postId, authorId, userId, isReacting: isMade });
  }
  return now;
}

/** Takes back all reactions of a user to some comments; returns how many. */
export async function withdrawReactions(
  { sql, record }: Tx,
  userId: UserId,
  limit: number,
): Promise<number> {
  const comments = await sql<{ id: CommentId; postId: PostId; authorId: UserId }[]>`
    select id, post_id, author_id from comments
    where id in (
      select comment_id from comment_reactions where user_id = ${userId} order by id limit ${limit})
    order by id for no key update`;
  const ids = comments.map(({ id }) => id);
  const deleted = await sql<{ commentId: CommentId; emoji: string }[]>`
    delete from comment_reactions where user_id = ${userId} and comment_id = any(${ids}::uuid[])
    returning comment_id, emoji`;
  for (const { commentId, emoji } of deleted) await countReaction(sql, commentId, emoji, -1);
  record(...comments.map(({ id: commentId, ...about }) => ({
    type: "comment.reacted" as const,
    commentId,
    ...about,
    userId,
    isReacting: false,
  })));
  return deleted.length;
}

async function countReaction(
  sql: Sql,
  commentId: CommentId,
  emoji: string,
  delta: number,
): Promise<void> {
  const count = sql`coalesce((reactions ->> ${emoji})::int, 0) + ${delta}::int`;
  await sql`
    update comments set reactions_count = reactions_count + ${delta},
      reactions = case when ${count} > 0
        then reactions || jsonb_build_object(${emoji}::text, ${count})
        else reactions - ${emoji}::text end
    where id = ${commentId}`;
}
