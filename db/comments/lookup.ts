import type { CommentId, PostId, UserId } from "../../domain/ids.ts";
import { mentionsIn } from "../../domain/text.ts";
import { must } from "../../lib/errors.ts";
import { commentVisibleTo } from "./visibility.ts";
import type { Sql } from "../sql.ts";

/** The ids of the users whom a text mentions. */
export async function listMentioned(sql: Sql, text: string): Promise<UserId[]> {
  const names = mentionsIn(text);
  if (names.length === 0) return [];
  const rows = await sql<{ id: UserId }[]>`select id from users where username = any(${names})`;
  return rows.map((row) => row.id);
}

/** The data of a comment that a change of it needs. */
export interface FoundComment {
  id: CommentId;
  postId: PostId;
  authorId: UserId;
  parentId: CommentId | null;
  ancestorIds: string[];
  content: string;
  isLive: boolean;
  isShown: boolean;
  /** The author of the comment that it replies to. */
  answeredId: UserId | null;
}

/** Returns a comment on a visible post. Fails with 404 if the viewer does not see the comment. */
export async function requireComment(
  sql: Sql,
  postId: PostId,
  commentId: CommentId,
  viewerId: UserId,
): Promise<FoundComment> {
  const [comment] = await sql<FoundComment[]>`
    select c.id, c.post_id, c.author_id, c.parent_id, c.ancestor_ids, c.content, c.is_standing as is_live,
      c.is_shown, (select up.author_id from comments up where up.id = c.parent_id) as answered_id
    from comments c
    where c.id = ${commentId} and c.post_id = ${postId} and ${commentVisibleTo(sql, viewerId)}`;
  return must(comment, "Comment not found.");
}
