import type postgres from "postgres";
import type { Sql } from "../sql.ts";

/**
 * The ids of everything that lets a user in: sessions and API tokens that live. The lock makes
 * sign-ins wait for the end of the transaction, so that none is missed.
 */
export async function listAccess(sql: Sql, userId: string): Promise<string[]> {
  await sql`select from users where id = ${userId} for update`;
  const rows = await sql<{ id: string }[]>`
    select id from sessions where user_id = ${userId} and revoked_at is null
    union all
    select id from api_tokens where user_id = ${userId} and revoked_at is null`;
  return rows.map((row) => row.id);
}

/** When a session or an API token of a user (a column) last ended, in milliseconds since 1970, or 0. */
export function sessionsEndedAt(sql: Sql, userId: postgres.Fragment) {
  return sql`coalesce(extract(epoch from greatest(
    (select max(revoked_at) from sessions where user_id = ${userId}),
    (select max(revoked_at) from api_tokens where user_id = ${userId}))) * 1000, 0)::float8`;
}

/** Returns when a session or an API token of a user last ended, in milliseconds since 1970, or 0. */
export async function findSessionsEnd(sql: Sql, userId: string): Promise<number> {
  const [row] = await sql<{ at: number }[]>`
    select ${sessionsEndedAt(sql, sql`u.id`)} as at from users u where u.id = ${userId}`;
  return row?.at ?? 0;
}
