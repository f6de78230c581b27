import { TAGS_PER_POST_MAX } from "../domain/limits.ts";
import { hashtagsIn, normalTag } from "../domain/text.ts";
import type { Sql } from "./sql.ts";

/** The tags of a post, normal, in no order. */
export async function listTags(sql: Sql, postId: string): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`select tag from post_tags where post_id = ${postId}`;
  return rows.map((row) => row.tag);
}

/** Gives a post its tags: those that are named and those in its text, each once. */
export async function replaceTags(
  sql: Sql,
  postId: string,
  given: string[],
  text: string,
): Promise<void> {
  const normal = given.map(normalTag).filter((tag) => tag !== null);
  const tags = [...new Set([...normal, ...hashtagsIn(text)])].slice(0, TAGS_PER_POST_MAX);
  await sql`delete from post_tags where post_id = ${postId} and tag <> all(${tags})`;
  await sql`
    insert into post_tags (post_id, tag, position)
    select ${postId}, t.tag, t.position
    from unnest(${tags}::text[]) with ordinality as t (tag, position)
    on conflict (post_id, tag) do update set position = excluded.position`;
}
