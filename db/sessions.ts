import type { Sql } from "./sql.ts";

/** What each request asks of its session. */
export interface SessionCard {
  id: string;
  userId: string;
  isRevoked: boolean;
}

/** Sessions, revoked ones included. */
export async function loadSessions(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, SessionCard>> {
  const rows = await sql<SessionCard[]>`
    select id, user_id, revoked_at is not null or expires_at <= now() as is_revoked
    from sessions where id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
