import { mentionsIn } from "../domain/text.ts";
import type { Sql } from "./sql.ts";

/** Has a post mention the people whom its text names; answers their ids. */
export async function replaceMentions(sql: Sql, postId: string, text: string): Promise<string[]> {
  const names = mentionsIn(text);
  await sql`delete from post_mentions where post_id = ${postId}`;
  if (names.length === 0) return [];
  const rows = await sql<{ userId: string }[]>`
    insert into post_mentions (post_id, user_id)
    select ${postId}, id from users where username = any(${names})
    returning user_id`;
  return rows.map((row) => row.userId);
}
