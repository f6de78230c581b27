import { listAccess } from "./access.ts";
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
  record({ type: "suspension.changed", userId, sessionIds: await listAccess(sql, userId) });
}
