import type { UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/**
 * The one rule of visibility for the profiles of spaces, as a condition on the table aliased `s`.
 * `domain/spaces/visibility.ts` has the same rule for values.
 */
export function spaceVisibleTo(sql: Sql, viewerId: UserId) {
  return sql`(
    s.deleted_at is null and (
      s.is_public and not exists (
        select from space_bans b where b.space_id = s.id and b.user_id = ${viewerId})
      or exists (
        select from space_members v where v.space_id = s.id and v.user_id = ${viewerId})
    )
  )`;
}
