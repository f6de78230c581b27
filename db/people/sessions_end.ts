import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** When a session or API token of a user (a column) last ended, in Unix milliseconds, or 0. */
export function sessionsEndedAt(sql: Sql, userId: postgres.Fragment) {
  return sql`coalesce(extract(epoch from greatest(
    (select max(revoked_at) from sessions where user_id = ${userId}),
    (select max(revoked_at) from api_tokens where user_id = ${userId}))) * 1000, 0)::float8`;
}

/** Returns when a session or API token of a user last ended, in Unix milliseconds, or 0. */
export async function findSessionsEnd(sql: Sql, userId: UserId): Promise<number> {
  const [row] = await sql<{ at: number }[]>`
    select ${sessionsEndedAt(sql, sql`u.id`)} as at from users u where u.id = ${userId}`;
  return row?.at ?? 0;
}
