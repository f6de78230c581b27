import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/**
 * Returns the ids of a user's sessions and API tokens that are not revoked. Locks the user, so that
 * sign-ins wait for the end of the transaction and none is missed.
 */
export async function listAccess(sql: Sql, userId: UserId): Promise<SessionId[]> {
  await sql`select from users where id = ${userId} for update`;
  const rows = await sql<{ id: SessionId }[]>`
    select id from sessions where user_id = ${userId} and revoked_at is null
    union all
    select id from api_tokens where user_id = ${userId} and revoked_at is null`;
  return rows.map((row) => row.id);
}
