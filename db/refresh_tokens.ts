import { AppError } from "../lib/errors.ts";
import { sha256 } from "../lib/sealed.ts";
import { type Device, revokeSession } from "./sessions.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";

/** How long a used token still gives its successor: an answer may be lost on its way. */
export const RETRY_SECONDS = 30;

/** A refresh token that is presented, and what it would be exchanged for. */
export interface Presented {
  token: string;
  successor: string;
  device: Device;
  now: Date;
  /** When the session ends if it is not refreshed again. */
  expiresAt: Date;
}

/**
 * Exchanges a refresh token for its successor. Null if there is nothing to exchange: the token is
 * unknown, its session has ended, or it was used before. In the last case somebody has a copy, and
 * the session ends with this transaction. The user of a good token who is suspended is told so.
 */
export async function rotateRefreshToken(
  tx: Tx,
  presented: Presented,
): Promise<{ userId: string; sessionId: string } | null> {
  const hash = sha256(presented.token);
  const session = await lockSessionOf(tx.sql, hash);
  if (!session || session.revokedAt !== null || session.expiresAt <= presented.now) return null;
  const { userId, sessionId } = session;
  const { usedAt, isSuccessorUsed } = await findUse(tx.sql, hash, sha256(presented.successor));
  const secondsSince = usedAt === null ? 0 : (presented.now.getTime() - usedAt.getTime()) / 1000;
  if (secondsSince > RETRY_SECONDS || isSuccessorUsed) {
    await revokeSession(tx, { userId, sessionId });
    return null;
  }
  if (session.isSuspended) throw new AppError("account_suspended", "This account is suspended");
  if (usedAt === null) await exchange(tx.sql, sessionId, presented);
  return { userId, sessionId };
}

interface LockedSession {
  sessionId: string;
  userId: string;
  expiresAt: Date;
  revokedAt: Date | null;
  isSuspended: boolean;
}

/** Locks the session of a token, so that its refreshes come one after the other. */
async function lockSessionOf(sql: Sql, hash: Uint8Array): Promise<LockedSession | undefined> {
  const [session] = await sql<LockedSession[]>`
    select s.id as session_id, s.user_id, s.expires_at, s.revoked_at,
      u.suspended_at is not null as is_suspended
    from sessions s join users u on u.id = s.user_id
    where s.id = (select session_id from refresh_tokens where hash = ${hash})
    for no key update of s`;
  return session;
}

async function findUse(sql: Sql, hash: Uint8Array, successorHash: Uint8Array) {
  const [use] = await sql<{ usedAt: Date | null; isSuccessorUsed: boolean }[]>`
    select t.used_at, s.used_at is not null as is_successor_used
    from refresh_tokens t left join refresh_tokens s on s.hash = ${successorHash}
    where t.hash = ${hash}`;
  return use!;
}

async function exchange(sql: Sql, sessionId: string, presented: Presented): Promise<void> {
  const { token, successor, device, now, expiresAt } = presented;
  await sql`update refresh_tokens set used_at = ${now} where hash = ${sha256(token)}`;
  await sql`
    insert into refresh_tokens (hash, session_id, issued_at)
    values (${sha256(successor)}, ${sessionId}, ${now})`;
  await sql`
    update sessions set last_used_at = ${now}, expires_at = ${expiresAt}, ip = ${device.ip},
      user_agent = ${device.userAgent}
    where id = ${sessionId}`;
}
