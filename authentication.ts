import type { SessionCard } from "./db/sessions.ts";
import type { Role } from "./domain/permissions.ts";
import type { Scope } from "./domain/scopes.ts";
import type { AccessTokens } from "./lib/access_tokens.ts";
import { idOfApiToken, isApiToken } from "./lib/api_tokens.ts";
import { AppError } from "./lib/errors.ts";
import type { HotCache } from "./lib/hot_cache.ts";

/** Who asks: a user in one of their sessions, or whoever holds an API token of theirs. */
export interface Identity {
  userId: string;
  /** The session, or the API token that stands for one. */
  sessionId: string;
  /** When the token ends, in milliseconds since 1970. */
  expiresAt: number;
  roles: readonly Role[];
  /** What an API token is for; null in a session, which may do everything that its user may. */
  scopes: readonly Scope[] | null;
}

/** Finds out who the bearer of a token is. What ends a session or a token is noticed at once. */
export function openAuthentication(
  sessions: HotCache<SessionCard>,
  tokens: AccessTokens,
): (token: string) => Promise<Identity> {
  const find = async (id: string) => sessions.peek(id) ?? await sessions.get(id);

  return async (token) => {
    const tokenId = idOfApiToken(token);
    if (tokenId !== null) return ofApiToken(await find(tokenId), token);
    const claims = await tokens.verify(token);
    const session = await find(claims.sessionId);
    if (!session || session.token || session.isRevoked || session.userId !== claims.userId) {
      throw new AppError("unauthenticated", "This session has ended; sign in again");
    }
    requireActive(session);
    return { ...claims, roles: session.roles, scopes: null };
  };
}

function ofApiToken(card: SessionCard | undefined, token: string): Identity {
  if (!card?.token || card.isRevoked || !isApiToken(token, card.token.hash)) {
    throw new AppError("unauthenticated", "This API token has ended, or never was one");
  }
  const { scopes, expiresAt } = card.token;
  if (expiresAt <= Date.now()) throw new AppError("token_expired", "This API token has expired");
  requireActive(card);
  return { userId: card.userId, sessionId: card.id, expiresAt, roles: card.roles, scopes };
}

function requireActive({ isSuspended }: SessionCard): void {
  if (isSuspended) throw new AppError("account_suspended", "This account is suspended");
}
