import type { Context } from "../context.ts";
import { type Device, openSession } from "../db/sessions.ts";
import { settleSuspension, suspendedError } from "../db/suspension.ts";
import type { Tx } from "../db/transact.ts";
import { newRefreshToken } from "../lib/refresh_tokens.ts";
import { signedInView } from "./views/session.ts";

/** Opens a session for a user who has proved who they are, and answers its tokens. */
export async function signIn(ctx: Context, tx: Tx, userId: string, device: Device) {
  await refuseSuspended(ctx, tx, userId);
  const refreshToken = newRefreshToken();
  const expiresAt = refreshExpiry(ctx);
  const sessionId = await openSession(tx, userId, { device, refreshToken, expiresAt });
  return await signedInView(ctx, { userId, sessionId, refreshToken });
}

/**
 * Refuses a user who has proved who they are and is suspended. They get a token that is good for
 * appeals alone.
 */
export async function refuseSuspended(ctx: Context, tx: Tx, userId: string): Promise<void> {
  const suspension = await settleSuspension(tx, userId);
  if (suspension === null) return;
  const appealToken = await ctx.appealTokens.issue(userId, suspension.actionId ?? "");
  throw suspendedError(suspension, appealToken);
}

/** When a session ends that is used now and never again. */
export function refreshExpiry(ctx: Context, now: number = Date.now()): Date {
  return new Date(now + ctx.config.REFRESH_TOKEN_EXPIRES_DAYS * 86_400_000);
}
