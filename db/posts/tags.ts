import type { PostId } from "../../domain/ids.ts";
import { hashtagsIn, normalTag, type Tag } from "../../domain/text.ts";
import type { Sql } from "../sql.ts";

/** A column with the tags of a post (table alias `p`), in the author's spelling and order. */
export function spelledTags(sql: Sql) {
  return sql`array(
    select coalesce(t.spelling, t.tag) from post_tags t where t.post_id = p.id
    order by t.position)`;
}

/** The tags of a post in folded form, in its author's order. */
export async function listTags(sql: Sql, postId: PostId): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`
    select tag from post_tags where post_id = ${postId} order by position`;
  return rows.map((row) => row.tag);
}

/** The tags that the author of a post named beside its text. */
export async function listNamedTags(sql: Sql, postId: PostId, text: string): Promise<string[]> {
  const rows = await sql<{ spelling: string; tag: string; isNamed: boolean | null }[]>`
    select coalesce(spelling, tag) as spelling, tag, is_named from post_tags
    where post_id = ${postId} order by position`;
  // Old rows have null: then a tag in the text was hardly named as well.
  const inText = new Set(hashtagsIn(text).map(normalTag));
  return rows.filter(({ tag, isNamed }) => isNamed ?? !inText.has(tag))
    .map(({ spelling }) => spelling);
}

/** Replaces the tags of a post. */
export async function replaceTags(sql: Sql, postId: PostId, tags: readonly Tag[]): Promise<void> {
  const keys = tags.map(({ tag }) => tag);
  const named = tags.filter(({ isNamed }) => isNamed).map(({ tag }) => tag);
  await sql`delete from post_tags where post_id = ${postId} and tag <> all(${keys})`;
  await sql`
    insert into post_tags (post_id, tag, spelling, is_named, position)
    select ${postId}, t.tag, nullif(t.spelling, t.tag), t.tag = any(${named}::text[]), t.position
    from unnest(${keys}::text[], ${tags.map(({ spelling }) => spelling)}::text[])
      with ordinality as t (tag, spelling, position)
    on conflict (post_id, tag) do update
      set position = excluded.position, spelling = excluded.spelling, is_named = excluded.is_named`;
}
