import type { Context as HonoContext } from "hono";
import type { SessionId, UserId } from "../../domain/ids.ts";
import type { Context, Identity } from "../../context/mod.ts";
import { isFreshlyProved } from "../../db/accounts/session_proofs.ts";
import { may, type Permission } from "../../domain/accounts/permissions.ts";
import { hasScopes, type Scope } from "../../domain/accounts/scopes.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "./endpoint.ts";

/** An access token, or a personal API token. */
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+|tint_[\w-]+)$/i;

/** Throws `forbidden` unless the caller has a session, or an API token with the needed scopes. */
export function requireScopes(identity: Identity | null, needed: readonly Scope[] | null): void {
  if (identity === null || hasScopes(identity.scopes, needed)) return;
  if (needed === null) {
    throw new AppError("forbidden", "API tokens cannot be used for this. Sign in instead.");
  }
  throw new AppError("forbidden", "This API token lacks a required scope.", {
    details: { scopes: needed },
  });
}

/** Throws `forbidden` unless the roles of the caller include the permission. */
export function requirePermission(identity: Identity | null, permission: Permission): void {
  if (identity !== null && may(identity.roles, permission)) return;
  throw new AppError("forbidden", "You do not have permission to do this.", {
    details: { permission },
  });
}

/**
 * Throws `forbidden` unless the caller has recently proved their identity in this session. A thief
 * of a token could otherwise add a permanent way into the account.
 */
export async function requireFreshProof(ctx: Context, identity: Identity | null): Promise<void> {
  if (identity !== null && await isFreshlyProved(ctx.sql, identity.sessionId)) return;
  throw new AppError("forbidden", "Confirm your identity first: POST /auth/proof.", {
    details: { proofRequired: true },
  });
}

const NOTHING: ReadonlySet<Permission> = new Set();

/** Returns the permissions among `considered` that the roles of the caller include. */
export function grantedTo(
  identity: Identity | null,
  considered: readonly Permission[] | undefined,
): ReadonlySet<Permission> {
  if (identity === null || considered === undefined) return NOTHING;
  return new Set(considered.filter((permission) => may(identity.roles, permission)));
}

/** Returns the owner of the bearer token. A bad token is refused even on routes that need none. */
export async function identify(
  ctx: Context,
  http: HonoContext<Env>,
  auth: "required" | "optional" | "none",
  { admitsSuspended = false } = {},
): Promise<Identity | null> {
  if (auth === "none") return null;
  const header = http.req.header("authorization");
  if (header === undefined) {
    if (auth === "optional") return null;
    throw new AppError("unauthenticated", "Sign in first: send an access token.");
  }
  const match = BEARER.exec(header);
  if (!match) throw new AppError("unauthenticated", "Invalid Authorization header.");
  const token = match[1]!;
  const appellant = admitsSuspended ? await identifyAppellant(ctx, token) : null;
  return appellant ?? await ctx.authenticate(token, { admitsSuspended });
}

/** Returns the suspended user of an appeal token; null for any other token. */
async function identifyAppellant(ctx: Context, token: string): Promise<Identity | null> {
  try {
    const { userId, sessionId, expiresAt } = await ctx.appealTokens.verify(token);
    return {
      userId: userId as UserId,
      sessionId: sessionId as SessionId,
      expiresAt,
      roles: [],
      scopes: null,
    };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return null;
    throw error;
  }
}

/** Returns the owner of the access token. API tokens are refused. */
export async function identifySession(ctx: Context, http: HonoContext<Env>): Promise<Identity> {
  const identity = (await identify(ctx, http, "required"))!;
  requireScopes(identity, null);
  return identity;
}
