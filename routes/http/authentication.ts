import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import { isFreshlyProved } from "../../db/accounts/session_proofs.ts";
import { may, type Permission } from "../../domain/accounts/permissions.ts";
import { hasScopes, type Scope } from "../../domain/accounts/scopes.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "./endpoint.ts";

/** An access token, or a personal API token. */
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+|tint_[\w-]+)$/i;

/** Fails with `forbidden` unless somebody has a session, or a token with the scopes that are needed. */
export function requireScopes(identity: Identity | null, needed: readonly Scope[] | null): void {
  if (identity === null || hasScopes(identity.scopes, needed)) return;
  if (needed === null) throw new AppError("forbidden", "No API token may do this: sign in");
  throw new AppError("forbidden", "This API token is not for that", {
    details: { scopes: needed },
  });
}

/** Fails with `forbidden` unless somebody's roles give them the permission. */
export function requirePermission(identity: Identity | null, permission: Permission): void {
  if (identity !== null && may(identity.roles, permission)) return;
  throw new AppError("forbidden", "Your account may not do this", { details: { permission } });
}

/**
 * Fails with `forbidden` unless somebody has proved lately, in this session, who they are: a token
 * that somebody else got hold of must not make itself last.
 */
export async function requireFreshProof(ctx: Context, identity: Identity | null): Promise<void> {
  if (identity !== null && await isFreshlyProved(ctx.sql, identity.sessionId)) return;
  throw new AppError("forbidden", "Prove first that it is you: POST /auth/proof", {
    details: { proofRequired: true },
  });
}

const NOTHING: ReadonlySet<Permission> = new Set();

/** Those of the permissions that somebody's roles give them. */
export function grantedTo(
  identity: Identity | null,
  considered: readonly Permission[] | undefined,
): ReadonlySet<Permission> {
  if (identity === null || considered === undefined) return NOTHING;
  return new Set(considered.filter((permission) => may(identity.roles, permission)));
}

/** Who sent the request, by its bearer token. A bad token is refused also where none is needed. */
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
    throw new AppError("unauthenticated", "Sign in first: send an access token");
  }
  const match = BEARER.exec(header);
  if (!match) throw new AppError("unauthenticated", "The Authorization header is not a token");
  const token = match[1]!;
  const appellant = admitsSuspended ? await identifyAppellant(ctx, token) : null;
  return appellant ?? await ctx.authenticate(token, { admitsSuspended });
}

/** A suspended person by the token that signing in gave them; null if it is no such token. */
async function identifyAppellant(ctx: Context, token: string): Promise<Identity | null> {
  try {
    const { userId, sessionId, expiresAt } = await ctx.appealTokens.verify(token);
    return { userId, sessionId, expiresAt, roles: [], scopes: null };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return null;
    throw error;
  }
}

/** Who sent the request, in the session that they sent it in: an API token will not do. */
export async function identifySession(ctx: Context, http: HonoContext<Env>): Promise<Identity> {
  const identity = (await identify(ctx, http, "required"))!;
  requireScopes(identity, null);
  return identity;
}
