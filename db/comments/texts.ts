import type { Sql } from "../sql.ts";

/** What a comment says, and who says it. */
export interface CommentText {
  id: string;
  authorId: string;
  content: string;
}

/** What those of these comments say that are shown, whoever may see them. */
export async function loadCommentTexts(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, CommentText>> {
  const rows = await sql<CommentText[]>`
    select id, author_id, content from comments
    where id = any(${ids}::uuid[]) and is_shown`;
  return new Map(rows.map((row) => [row.id, row]));
}
