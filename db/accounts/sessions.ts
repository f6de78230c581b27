import { LAST_ID, newId, type SessionId, type UserId } from "../../domain/ids.ts";
import type { Suspension } from "../../domain/moderation/moderation.ts";
import type { Role } from "../../domain/accounts/permissions.ts";
import type { Scope } from "../../domain/accounts/scopes.ts";
import { must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { restoreAccount } from "./deletion.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import { suspensionOf } from "./suspended_users.ts";
import type { Tx } from "../transact.ts";

/** The data that each request needs of its session, or of the API token in place of one. */
export interface SessionCard {
  id: SessionId;
  userId: UserId;
  isRevoked: boolean;
  suspension: Suspension | null;
  roles: Role[];
  /** The scopes, hash and end (Unix milliseconds) of an API token; null for a session. */
  token: { scopes: Scope[]; hash: Uint8Array; expiresAt: number } | null;
}

type SessionRow = Omit<SessionCard, "token"> & {
  scopes: Scope[] | null;
  hash: Uint8Array | null;
  expiresAt: Date;
};

/** Loads sessions and API tokens, including revoked ones. */
export async function loadSessions(
  sql: Sql,
  ids: readonly SessionId[],
): Promise<Map<string, SessionCard>> {
  const rows = await sql<SessionRow[]>`
    select s.id, s.user_id,
      s.revoked_at is not null or s.expires_at <= now() or u.deleted_at is not null as is_revoked,
      ${suspensionOf(sql)} as suspension, u.roles, s.scopes, s.hash, s.expires_at
    from (
      select id, user_id, revoked_at, expires_at, null::text[] as scopes, null::bytea as hash
      from sessions where id = any(${ids}::uuid[])
      union all
      select id, user_id, revoked_at, expires_at, scopes, hash
      from api_tokens where id = any(${ids}::uuid[])
    ) s join users u on u.id = s.user_id`;
  return new Map(rows.map((row) => [row.id, sessionCard(row)]));
}

function sessionCard({ scopes, hash, expiresAt, ...card }: SessionRow): SessionCard {
  if (scopes === null || hash === null) return { ...card, token: null };
  return { ...card, token: { scopes, hash, expiresAt: expiresAt.getTime() } };
}

/** The device that a session is used from. */
export interface Device {
  ip: string;
  userAgent: string;
}

/** A session as its user sees it. */
export interface Session extends Device {
  id: SessionId;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

/**
 * Opens a session with its first refresh token and returns its id. Signing in again undoes the
 * deletion of an account.
 */
export async function openSession(
  tx: Tx,
  userId: UserId,
  opening: { device: Device; refreshToken: string; expiresAt: Date },
): Promise<SessionId> {
  const id: SessionId = newId();
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

/** Finds an active session of a user. */
export async function findSession(
  sql: Sql,
  userId: UserId,
  sessionId: SessionId,
): Promise<Session | null> {
  const [session] = await sql<Session[]>`
    select id, ip, user_agent, created_at, last_used_at, expires_at from sessions
    where id = ${sessionId} and user_id = ${userId} and revoked_at is null and expires_at > now()`;
  return session ?? null;
}

/** The active sessions of a user, newest first. */
export async function listSessions(
  sql: Sql,
  userId: UserId,
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

/** Finds the session that a refresh token was issued to, even if either has ended. */
export async function findSessionOfToken(
  sql: Sql,
  refreshToken: string,
): Promise<{ sessionId: SessionId; userId: UserId } | null> {
  const [session] = await sql<{ sessionId: SessionId; userId: UserId }[]>`
    select s.id as session_id, s.user_id
    from refresh_tokens t join sessions s on s.id = t.session_id
    where t.hash = ${sha256(refreshToken)}`;
  return session ?? null;
}

/** Ends a session, so that its access tokens are refused. Returns false if nothing changed. */
export async function revokeSession(
  { sql, record }: Tx,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
): Promise<boolean> {
  const { count } = await sql`
    update sessions set revoked_at = now()
    where id = ${sessionId} and user_id = ${userId} and revoked_at is null`;
  if (count === 1) record({ type: "session.revoked", userId, sessionIds: [sessionId] });
  return count === 1;
}

/** Ends an active session of the user. Fails if there is none with this id. */
export async function endSession(tx: Tx, userId: UserId, sessionId: SessionId): Promise<void> {
  must(await findSession(tx.sql, userId, sessionId));
  await revokeSession(tx, { userId, sessionId });
}

/** Ends all sessions of a user, except `keptId` if it is not null. */
export async function revokeOtherSessions(
  { sql, record }: Tx,
  userId: UserId,
  keptId: SessionId | null,
): Promise<void> {
  const rows = await sql<{ id: SessionId }[]>`
    update sessions set revoked_at = now()
    where user_id = ${userId} and id is distinct from ${keptId} and revoked_at is null
    returning id`;
  if (rows.length > 0) {
    record({ type: "session.revoked", userId, sessionIds: rows.map((row) => row.id) });
  }
}
