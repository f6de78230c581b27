import type postgres from "postgres";
import type { Sql } from "./sql.ts";

/**
 * The one rule for who sees a post, as a condition on the table aliased `p`. `domain/visibility.ts`
 * says the same of values. The viewer is an id, a column, or null for nobody in particular.
 */
export function visibleTo(sql: Sql, viewerId: string | postgres.PendingQuery<never[]> | null) {
  if (viewerId === null) {
    return sql`(p.deleted_at is null and p.status = 'published' and p.privacy = 'public')`;
  }
  return sql`(
    p.deleted_at is null and (
      p.author_id = ${viewerId}
      or p.status = 'published' and (
        p.privacy = 'public'
        or p.privacy = 'followers' and exists (
          select from follows f
          where f.follower_id = ${viewerId} and f.followee_id = p.author_id)
      )
    )
  )`;
}
