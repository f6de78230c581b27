import type { UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { listAccess } from "./credentials_of_user.ts";
import { revokeAllApiTokens } from "./api_tokens.ts";
import { passOnGroups } from "../conversations/owners.ts";
import { placeMediaOfHidden } from "../posts/media_placement.ts";
import { handOverSpaces } from "../spaces/succession.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Hides a user with all their content, hands over their spaces and groups, and ends their sessions
 * and API tokens. Returns the time of the deletion. A job erases the user later, unless they sign
 * in before.
 */
export async function deleteAccount(tx: Tx, userId: UserId): Promise<Date> {
  const { sql, record } = tx;
  // They lock spaces and groups, which comes before the locks of users.
  await handOverSpaces(tx, userId);
  await passOnGroups(tx, userId);
  await requireOtherAdmin(sql, userId);
  const [user] = await sql<{ deletedAt: Date }[]>`
    update users set deleted_at = coalesce(deleted_at, now()) where id = ${userId}
    returning deleted_at`;
  // They may have got another group meanwhile.
  await passOnGroups(tx, userId);
  const sessionIds = await listAccess(sql, userId);
  await sql`
    update sessions set revoked_at = now() where user_id = ${userId} and revoked_at is null`;
  await revokeAllApiTokens(tx, userId);
  await placeMediaOfHidden(tx, userId, true);
  record(
    { type: "user.updated", userId },
    { type: "session.revoked", userId, sessionIds },
  );
  return must(user).deletedAt;
}

/** Undoes the deletion of an account, if there was one. Fails if the account is being erased. */
export async function restoreAccount(tx: Tx, userId: UserId): Promise<void> {
  const { sql, record } = tx;
  // The lock makes a concurrent deletion wait, so that it ends this session too.
  const [user] = await sql<{ isDeleted: boolean }[]>`
    select deleted_at is not null as is_deleted from users
    where id = ${userId} for no key update`;
  if (user && !user.isDeleted) return;
  const { count } = await sql`
    update users u set deleted_at = null
    where id = ${userId} and not exists (select from erasures e where e.user_id = u.id)`;
  if (count === 0) {
    throw new AppError("unauthenticated", "Incorrect username, email address or password.");
  }
  await placeMediaOfHidden(tx, userId, false);
  record({ type: "user.updated", userId });
}

/** Fails for the last admin. Locks the admins, so that the last two cannot both leave. */
async function requireOtherAdmin(sql: Sql, userId: UserId): Promise<void> {
  const admins = await sql<{ id: UserId; isActive: boolean }[]>`
    select id, suspended_at is null and deleted_at is null as is_active from users
    where 'admin' = any(roles) order by id for no key update`;
  if (!admins.some(({ id }) => id === userId)) return;
  if (admins.some(({ id, isActive }) => isActive && id !== userId)) return;
  throw new AppError("conflict", "The last admin cannot leave. Make another user an admin first.");
}
