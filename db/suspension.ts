import type { Tx } from "./transact.ts";

/** Hides a person and everything of theirs, and refuses their tokens; or ends that. */
export async function setSuspended(
  { sql, record }: Tx,
  userId: string,
  isSuspended: boolean,
): Promise<void> {
  const { count } = await sql`
    update users set suspended_at = ${isSuspended ? sql`now()` : null}
    where id = ${userId} and (suspended_at is not null) <> ${isSuspended}`;
  if (count === 0) return;
  const sessions = await sql<{ id: string }[]>`
    select id from sessions where user_id = ${userId} and revoked_at is null`;
  record({ type: "suspension.changed", userId, sessionIds: sessions.map(({ id }) => id) });
}
