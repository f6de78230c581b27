import type postgres from "postgres";
import type { Sql } from "../sql.ts";
import { userVisibleTo, type ViewerId } from "../visibility.ts";

/**
 * Whether a viewer who sees the post also sees its comment (table alias `c`). They must see the
 * writer of the comment and of each comment above it in the thread.
 */
export function commentVisibleTo(sql: Sql, viewerId: ViewerId) {
  return sql`(
    ${standsFor(sql, sql`c`, viewerId)}
    and (c.ancestor_ids = '{}' or not exists (
      select from comments above
      where above.id = any(c.ancestor_ids) and not ${standsFor(sql, sql`above`, viewerId)}))
  )`;
}

/** The same for a comment without a parent, or whose parent the viewer surely sees. */
export function standsFor(sql: Sql, comment: postgres.Fragment, viewerId: ViewerId) {
  const isOwn = sql`coalesce(${comment}.author_id = ${viewerId}, false)`;
  return sql`(
    (${comment}.is_standing or ${comment}.deleted_at is null and ${isOwn})
    and ${userVisibleTo(sql, sql`${comment}.author_id`, viewerId)}
  )`;
}
