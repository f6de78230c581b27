import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context.ts";
import { may, type Permission } from "../../domain/permissions.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "../api.ts";

/** Fails with `forbidden` unless somebody's roles give them the permission. */
export function requirePermission(identity: Identity | null, permission: Permission): void {
  if (identity !== null && may(identity.roles, permission)) return;
  throw new AppError("forbidden", "Your account may not do this", { details: { permission } });
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
  const match = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header);
  if (!match) throw new AppError("unauthenticated", "The Authorization header is not a token");
  const token = match[1]!;
  const appellant = admitsSuspended ? await identifyAppellant(ctx, token) : null;
  return appellant ?? await ctx.authenticate(token, { admitsSuspended });
}

/** A suspended person by the token that signing in gave them; null if it is no such token. */
async function identifyAppellant(ctx: Context, token: string): Promise<Identity | null> {
  try {
    const { userId, sessionId, expiresAt } = await ctx.appealTokens.verify(token);
    return { userId, sessionId, expiresAt, roles: [] };
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return null;
    throw error;
  }
}
