import { LAST_ID, type SessionId, type UserId } from "../../domain/ids.ts";
import type { Scope } from "../../domain/accounts/scopes.ts";
import { must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import { type Page, pageOf } from "../page.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A new personal API token. */
export interface NewApiToken {
  id: SessionId;
  userId: UserId;
  issuedBy: UserId;
  token: string;
  scopes: Scope[];
  expiresAt: Date;
}

/** A personal API token in a list, without its text. */
export interface ApiToken {
  id: SessionId;
  userId: UserId;
  issuedBy: UserId | null;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
}

/** Stores the hash of a new token. Fails if its user does not exist. */
export async function insertApiToken({ sql }: Tx, token: NewApiToken): Promise<void> {
  const { id, userId, issuedBy, scopes, expiresAt } = token;
  const [user] = await sql`select from users where id = ${userId} for key share`;
  must(user, "User not found.");
  await sql`
    insert into api_tokens (id, user_id, issued_by, hash, scopes, expires_at)
    values (${id}, ${userId}, ${issuedBy}, ${sha256(token.token)}, ${scopes}, ${expiresAt})`;
}

/** The active tokens of one user, or of all users (null), newest first. */
export async function listApiTokens(
  sql: Sql,
  userId: UserId | null,
  before: string | null,
  limit: number,
): Promise<Page<ApiToken>> {
  const rows = await sql<ApiToken[]>`
    select id, user_id, issued_by, scopes, created_at, expires_at from api_tokens
    where id < ${before ?? LAST_ID} and revoked_at is null and expires_at > now()
      ${userId === null ? sql`` : sql`and user_id = ${userId}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Revokes an active token of this owner, or of any user if `ownerId` is null. */
export async function revokeApiToken(
  { sql, record }: Tx,
  tokenId: SessionId,
  ownerId: UserId | null,
): Promise<void> {
  const [token] = await sql<{ userId: UserId }[]>`
    update api_tokens set revoked_at = now()
    where id = ${tokenId} and revoked_at is null and expires_at > now()
      ${ownerId === null ? sql`` : sql`and user_id = ${ownerId}`}
    returning user_id`;
  const { userId } = must(token, "API token not found.");
  record({ type: "access.changed", userId, sessionIds: [tokenId] });
}

/** Revokes all tokens of a user. */
export async function revokeAllApiTokens({ sql, record }: Tx, userId: UserId): Promise<void> {
  const rows = await sql<{ id: SessionId }[]>`
    update api_tokens set revoked_at = now()
    where user_id = ${userId} and revoked_at is null
    returning id`;
  if (rows.length === 0) return;
  record({ type: "access.changed", userId, sessionIds: rows.map((row) => row.id) });
}
