import type { SessionId, UserId } from "../../domain/ids.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { type Device, revokeSession } from "./sessions.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** How long a used token returns the same successor again: requests may be concurrent. */
export const RETRY_SECONDS = 30;
/** How long a used token returns another successor, if the last one was never used. */
export const LOST_ANSWER_SECONDS = 24 * 60 * 60;

/** A refresh token that a client presents, and the data for its exchange. */
export interface Presented {
  token: string;
  /** Returns the successor after this number of replaced ones, none of which was used. */
  successor(replacements: number): string;
  device: Device;
  now: Date;
  /** When the session ends if it is not refreshed again. */
  expiresAt: Date;
}

/** A session that continues with another refresh token. */
export interface Rotated {
  userId: UserId;
  sessionId: SessionId;
  refreshToken: string;
}

/**
 * Exchanges a refresh token for its successor. A response may get lost, so the token returns the
 * same successor again for half a minute. After that, for a day, it replaces a successor that was
 * never used. Returns null if the token is unknown or its session has ended. If somebody has a copy
 * of the token, returns null too, and the session ends with this transaction.
 */
export async function rotateRefreshToken(tx: Tx, presented: Presented): Promise<Rotated | null> {
  const { now } = presented;
  const hash = sha256(presented.token);
  const session = await lockSessionOf(tx.sql, hash);
  if (!session || session.revokedAt !== null || session.expiresAt <= now) return null;
  const { userId, sessionId } = session;
  const token = await findToken(tx.sql, hash);
  const given = presented.successor(token.replacements);
  if (token.usedAt === null && token.replacedAt === null) {
    await exchange(tx.sql, sessionId, presented, given);
    return { userId, sessionId, refreshToken: given };
  }
  const last = token.replacedAt === null ? await findToken(tx.sql, sha256(given)) : null;
  if (last === null || last.usedAt !== null || isOver(token, now)) {
    await revokeSession(tx, { userId, sessionId });
    return null;
  }
  if (secondsSince(last.issuedAt, now) <= RETRY_SECONDS) {
    return { userId, sessionId, refreshToken: given };
  }
  await tx.sql`update refresh_tokens set replaced_at = ${now} where hash = ${sha256(given)}`;
  const refreshToken = presented.successor(token.replacements + 1);
  await tx.sql`update refresh_tokens set replacements = replacements + 1 where hash = ${hash}`;
  await exchange(tx.sql, sessionId, presented, refreshToken);
  return { userId, sessionId, refreshToken };
}

interface LockedSession {
  sessionId: SessionId;
  userId: UserId;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** Locks the session of a token, so that its refreshes run one after the other. */
async function lockSessionOf(sql: Sql, hash: Uint8Array): Promise<LockedSession | undefined> {
  const [session] = await sql<LockedSession[]>`
    select id as session_id, user_id, expires_at, revoked_at from sessions
    where id = (select session_id from refresh_tokens where hash = ${hash})
    for no key update`;
  return session;
}

interface StoredToken {
  issuedAt: Date;
  usedAt: Date | null;
  replacedAt: Date | null;
  replacements: number;
}

async function findToken(sql: Sql, hash: Uint8Array): Promise<StoredToken> {
  return await one(sql<StoredToken[]>`
    select issued_at, used_at, replaced_at, replacements from refresh_tokens where hash = ${hash}`);
}

function isOver({ usedAt }: StoredToken, now: Date): boolean {
  return usedAt !== null && secondsSince(usedAt, now) > LOST_ANSWER_SECONDS;
}

function secondsSince(then: Date, now: Date): number {
  return (now.getTime() - then.getTime()) / 1000;
}

async function exchange(
  sql: Sql,
  sessionId: SessionId,
  presented: Presented,
  successor: string,
): Promise<void> {
  const { token, device, now, expiresAt } = presented;
  await sql`
    update refresh_tokens set used_at = coalesce(used_at, ${now}) where hash = ${sha256(token)}`;
  await sql`
    insert into refresh_tokens (hash, session_id, issued_at)
    values (${sha256(successor)}, ${sessionId}, ${now})`;
  await sql`
    update sessions set last_used_at = ${now}, expires_at = ${expiresAt}, ip = ${device.ip},
      user_agent = ${device.userAgent}
    where id = ${sessionId}`;
}
