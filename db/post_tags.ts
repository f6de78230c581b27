import type { Sql } from "./sql.ts";

/** The tags of a post, normal, in its author's order. */
export async function listTags(sql: Sql, postId: string): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`
    select tag from post_tags where post_id = ${postId} order by position`;
  return rows.map((row) => row.tag);
}

/** Gives a post these tags. */
export async function replaceTags(
  sql: Sql,
  postId: string,
  tags: readonly string[],
): Promise<void> {
  await sql`delete from post_tags where post_id = ${postId} and tag <> all(${tags as string[]})`;
  await sql`
    insert into post_tags (post_id, tag, position)
    select ${postId}, t.tag, t.position
    from unnest(${tags as string[]}::text[]) with ordinality as t (tag, position)
    on conflict (post_id, tag) do update set position = excluded.position`;
}
