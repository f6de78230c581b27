import { LAST_ID, newId } from "../domain/ids.ts";
import type { Role } from "../domain/permissions.ts";
import { must } from "../lib/errors.ts";
import { sha256 } from "../lib/sealed.ts";
import { restoreAccount } from "./deletion.ts";
import { type Page, pageOf } from "./page.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";

/** What each request asks of its session. */
export interface SessionCard {
  id: string;
  userId: string;
  isRevoked: boolean;
  isSuspended: boolean;
  roles: Role[];
}

/** Sessions, revoked ones included. */
export async function loadSessions(
  sql: Sql,
  ids: readonly string[],
): Promise<Map<string, SessionCard>> {
  const rows = await sql<SessionCard[]>`
    select s.id, s.user_id,
      s.revoked_at is not null or s.expires_at <= now() or u.deleted_at is not null as is_revoked,
      u.suspended_at is not null as is_suspended, u.roles
    from sessions s join users u on u.id = s.user_id where s.id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The device that a session is used from. */
export interface Device {
  ip: string;
  userAgent: string;
}

/** A session as its user sees it. */
export interface Session extends Device {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/**
 * Opens a session with its first refresh token and answers its id. Whoever signs in again undoes
 * the deletion of their account.
 */
export async function openSession(
  tx: Tx,
  userId: string,
  opening: { device: Device; refreshToken: string; expiresAt: Date },
): Promise<string> {
  const id = newId();
  const { sql } = tx;
  const { device, refreshToken, expiresAt } = opening;
  await restoreAccount(tx, userId);
  await sql`
    insert into sessions (id, user_id, ip, user_agent, expires_at)
    values (${id}, ${userId}, ${device.ip}, ${device.userAgent}, ${expiresAt})`;
  await sql`
    insert into refresh_tokens (hash, session_id) values (${sha256(refreshToken)}, ${id})`;
  return id;
}

/** One session of a user that lives. */
export async function findSession(
  sql: Sql,
  userId: string,
  sessionId: string,
): Promise<Session | null> {
  const [session] = await sql<Session[]>`
    select id, ip, user_agent, created_at, last_used_at, expires_at from sessions
    where id = ${sessionId} and user_id = ${userId} and revoked_at is null and expires_at > now()`;
  return session ?? null;
}

/** The sessions of a user that live, newest first. */
export async function listSessions(
  sql: Sql,
  userId: string,
  before: string | null,
  limit: number,
): Promise<Page<Session>> {
  const rows = await sql<Session[]>`
    select id, ip, user_agent, created_at, last_used_at, expires_at from sessions
    where user_id = ${userId} and id < ${before ?? LAST_ID}
      and revoked_at is null and expires_at > now()
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The session that a refresh token was ever given to, whatever became of it. */
export async function findSessionOfToken(
  sql: Sql,
  refreshToken: string,
): Promise<{ sessionId: string; userId: string } | null> {
  const [session] = await sql<{ sessionId: string; userId: string }[]>`
    select s.id as session_id, s.user_id
    from refresh_tokens t join sessions s on s.id = t.session_id
    where t.hash = ${sha256(refreshToken)}`;
  return session ?? null;
}

/** Ends a session of a user: from now on its access tokens are refused. Repeating it does nothing. */
export async function revokeSession(
  { sql, record }: Tx,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<boolean> {
  const { count } = await sql`
    update sessions set revoked_at = now()
    where id = ${sessionId} and user_id = ${userId} and revoked_at is null`;
  if (count === 1) record({ type: "session.revoked", userId, sessionIds: [sessionId] });
  return count === 1;
}

/** Ends a session that its user sees in their list. */
export async function endSession(tx: Tx, userId: string, sessionId: string): Promise<void> {
  must(await findSession(tx.sql, userId, sessionId));
  await revokeSession(tx, { userId, sessionId });
}

/** Ends all sessions of a user but this one, if one is named. */
export async function revokeOtherSessions(
  { sql, record }: Tx,
  userId: string,
  keptId: string | null,
): Promise<void> {
  const rows = await sql<{ id: string }[]>`
    update sessions set revoked_at = now()
    where user_id = ${userId} and id is distinct from ${keptId} and revoked_at is null
    returning id`;
  if (rows.length > 0) {
    record({ type: "session.revoked", userId, sessionIds: rows.map((row) => row.id) });
  }
}
