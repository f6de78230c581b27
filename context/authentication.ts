import type { SessionId, UserId } from "../domain/ids.ts";
import { findRoles } from "../db/accounts/roles.ts";
import type { Sql } from "../db/sql.ts";
import { may, type Permission, type Role } from "../domain/accounts/permissions.ts";
import type { SessionCard } from "../db/accounts/sessions.ts";
import { suspendedError } from "../db/moderation/suspension.ts";
import type { Suspension } from "../domain/moderation/moderation.ts";
import { rolesWithin, type Scope } from "../domain/accounts/scopes.ts";
import type { AccessTokens } from "../lib/security/access_tokens.ts";
import { idOfApiToken, isApiToken } from "../lib/security/api_tokens.ts";
import { AppError } from "../lib/errors.ts";
import type { BatchCache } from "../lib/cache/batch_cache.ts";

/** The caller: a user in one of their sessions, or the holder of one of their API tokens. */
export interface Identity {
  userId: UserId;
  /** The session, or the API token that stands for one. */
  sessionId: SessionId;
  /** When the token expires, in milliseconds since 1970. */
  expiresAt: number;
  /** The user's roles, as far as the token may use them. */
  roles: readonly Role[];
  /** The scopes of an API token. Null for a session, which may do everything that its user may. */
  scopes: readonly Scope[] | null;
}

/** Identifies the bearer of a token. */
export type Authenticate = (
  token: string,
  options?: { admitsSuspended?: boolean },
) => Promise<Identity>;

/** The sources for checking tokens. */
export interface AuthenticationOptions {
  sessions: BatchCache<SessionCard, SessionId>;
  tokens: AccessTokens;
  /** Returns the present suspension of a card's user. */
  settle(card: SessionCard): Promise<Suspension | null>;
}

/** Opens authentication. It notices at once when a session or a token ends. */
export function openAuthentication(
  { sessions, tokens, settle }: AuthenticationOptions,
): Authenticate {
  const find = async (claimed: string) => {
    const id = claimed as SessionId;
    return sessions.peek(id) ?? await sessions.get(id);
  };
  const rolesOf = async (card: SessionCard, admitsSuspended: boolean): Promise<readonly Role[]> => {
    const suspension = card.suspension && await settle(card);
    if (suspension && !admitsSuspended) throw suspendedError(suspension);
    return suspension ? [] : card.roles;
  };

  return async (token, { admitsSuspended = false } = {}) => {
    const tokenId = idOfApiToken(token);
    if (tokenId !== null) {
      const card = apiTokenCard(await find(tokenId), token);
      const { userId, id: sessionId, token: { scopes, expiresAt } } = card;
      const roles = rolesWithin(scopes, await rolesOf(card, admitsSuspended));
      return { userId, sessionId, expiresAt, scopes, roles };
    }
    const claims = await tokens.verify(token);
    const session = await find(claims.sessionId);
    if (!session || session.token || session.isRevoked || session.userId !== claims.userId) {
      throw new AppError("unauthenticated", "This session has ended. Sign in again.");
    }
    const { userId, id: sessionId } = session;
    const roles = await rolesOf(session, admitsSuspended);
    return { userId, sessionId, expiresAt: claims.expiresAt, roles, scopes: null };
  };
}

type ApiTokenCard = SessionCard & { token: NonNullable<SessionCard["token"]> };

function apiTokenCard(card: SessionCard | undefined, token: string): ApiTokenCard {
  if (!card?.token || card.isRevoked || !isApiToken(token, card.token.hash)) {
    throw new AppError("unauthenticated", "This API token was revoked or does not exist.");
  }
  if (card.token.expiresAt <= Date.now()) {
    throw new AppError("token_expired", "This API token has expired.");
  }
  return { ...card, token: card.token };
}

/** Returns whether an account has a permission now, for data that it got by that permission. */
export async function isAllowed(
  { sql }: { sql: Sql },
  userId: UserId,
  permission: Permission,
): Promise<boolean> {
  return may(await findRoles(sql, userId), permission);
}
