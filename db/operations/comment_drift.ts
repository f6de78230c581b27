import type { PostId } from "../../domain/ids.ts";
import type { Drift } from "../../domain/operations/invariants.ts";
import type { Sql } from "../sql.ts";

/** Finds wrong counters of the comments on these posts. */
export async function findCommentDrift(
  sql: Sql,
  postIds: readonly PostId[],
): Promise<Drift[]> {
  return await sql<Drift[]>`
    select n.what, c.id, n.kept, n.real
    from comments c cross join lateral (values
      ('comment.repliesCount', to_jsonb(c.replies_count), (
        select to_jsonb(count(*)) from comments r where r.parent_id = c.id and r.is_standing)),
      ('comment.reactionsCount', to_jsonb(c.reactions_count), (
        select to_jsonb(count(*)) from comment_reactions r where r.comment_id = c.id)),
      ('comment.reactionsCount', to_jsonb(c.reactions::text), (
        select to_jsonb(coalesce(jsonb_object_agg(r.emoji, r.count), '{}')::text)
        from (
          select emoji, count(*) as count from comment_reactions
          where comment_id = c.id group by emoji) r))
    ) as n (what, kept, real)
    where c.post_id = any(${postIds}::uuid[]) and c.deleted_at is null
      and n.kept <> n.real`;
}

/** Counts the comments of a post (table alias `p`) that are shown: standing, and all above too. */
export function countShown(sql: Sql) {
  return sql`(
    with recursive shown as (
      select c.id from comments c
      where c.post_id = p.id and c.parent_id is null and c.is_standing
      union all
      select c.id from comments c join shown s on c.parent_id = s.id where c.is_standing
    )
    select count(*)::int from shown)`;
}
