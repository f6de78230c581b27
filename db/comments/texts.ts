import type { CommentId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** The text of a comment and its author. */
export interface CommentText {
  id: CommentId;
  authorId: UserId;
  content: string;
}

/** Loads the texts of those comments that are shown, without checking who may see them. */
export async function loadCommentTexts(
  sql: Sql,
  ids: readonly CommentId[],
): Promise<Map<string, CommentText>> {
  const rows = await sql<CommentText[]>`
    select id, author_id, content from comments
    where id = any(${ids}::uuid[]) and is_shown`;
  return new Map(rows.map((row) => [row.id, row]));
}
