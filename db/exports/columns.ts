import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** A time in an export: ISO 8601 in UTC, or null where there is none or no end. */
export function isoTime(sql: Sql, column: string) {
  return sql`case when isfinite(${sql(column)})
    then to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end`;
}

/**
 * Who a user (table alias `u`) is, as everybody may know: null unless the viewer sees them. Whom
 * the viewer blocks they know as well, unless that account is deleted.
 */
export function seenPerson(sql: Sql, viewerId: string, isBlocked = false) {
  const isSeen = isBlocked ? sql`u.deleted_at is null` : userVisibleTo(sql, sql`u.id`, viewerId);
  return sql`case when ${isSeen}
    then jsonb_build_object('userId', u.id, 'username', u.username) end`;
}
