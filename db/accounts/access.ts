import type { SessionId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/**
 * The ids of everything that lets a user in: sessions and API tokens that live. The lock makes
 * sign-ins wait for the end of the transaction, so that none is missed.
 */
export async function listAccess(sql: Sql, userId: string): Promise<SessionId[]> {
  await sql`select from users where id = ${userId} for update`;
  const rows = await sql<{ id: SessionId }[]>`
    select id from sessions where user_id = ${userId} and revoked_at is null
    union all
    select id from api_tokens where user_id = ${userId} and revoked_at is null`;
  return rows.map((row) => row.id);
}
