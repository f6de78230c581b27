import type { UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** A time in an export: ISO 8601 in UTC, or null if it is missing or infinite. */
export function isoTime(sql: Sql, column: string) {
  return sql`case when isfinite(${sql(column)})
    then to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end`;
}

/**
 * The id and name of a user (table alias `u`), or null if the viewer does not see them. With
 * `isBlocked` the viewer blocks the user, and sees them unless the account is deleted.
 */
export function seenPerson(sql: Sql, viewerId: UserId, isBlocked = false) {
  const isSeen = isBlocked ? sql`u.deleted_at is null` : userVisibleTo(sql, sql`u.id`, viewerId);
  return sql`case when ${isSeen}
    then jsonb_build_object('userId', u.id, 'username', u.username) end`;
}
