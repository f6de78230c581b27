import type postgres from "postgres";
import type { Sql } from "../sql.ts";
import { userVisibleTo, type ViewerId } from "../visibility.ts";

/**
 * Who sees a comment (table alias `c`) of a post that they see: who also sees its writer, and all
 * that it answers up to the comment on the post.
 */
export function commentVisibleTo(sql: Sql, viewerId: ViewerId) {
  return sql`(
    ${standsFor(sql, sql`c`, viewerId)}
    and (c.ancestor_ids = '{}' or not exists (
      select from comments above
      where above.id = any(c.ancestor_ids) and not ${standsFor(sql, sql`above`, viewerId)}))
  )`;
}

/** The same of a comment whose parent the viewer is known to see, or that has none. */
export function standsFor(sql: Sql, comment: postgres.Fragment, viewerId: ViewerId) {
  const isOwn = sql`coalesce(${comment}.author_id = ${viewerId}, false)`;
  return sql`(
    (${comment}.is_standing or ${comment}.deleted_at is null and ${isOwn})
    and ${userVisibleTo(sql, sql`${comment}.author_id`, viewerId)}
  )`;
}
