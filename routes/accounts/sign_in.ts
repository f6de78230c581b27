import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { type Device, openSession } from "../../db/accounts/sessions.ts";
import { settleSuspension, suspendedError } from "../../db/moderation/suspension.ts";
import type { Tx } from "../../db/transact.ts";
import { type Account, findAccount } from "../../db/accounts/users.ts";
import { AppError } from "../../lib/errors.ts";
import { newRefreshToken } from "../../lib/security/refresh_tokens.ts";
import type { credentials } from "./input.ts";
import type { Env } from "../http/endpoint.ts";
import { attempt } from "./attempts.ts";
import { signInTurn } from "./password_turn.ts";
import { requireSecondFactor } from "./second_factor.ts";
import { signedInView } from "./session_view.ts";

/** Opens a session for a user who has proved their identity, and returns its tokens. */
export async function signIn(ctx: Context, tx: Tx, userId: UserId, device: Device) {
  await refuseSuspended(ctx, tx, userId);
  const refreshToken = newRefreshToken();
  const expiresAt = refreshExpiry(ctx);
  const sessionId = await openSession(tx, userId, { device, refreshToken, expiresAt });
  return await signedInView(ctx, { userId, sessionId, refreshToken });
}

/**
 * Throws `account_suspended` if a user who has proved their identity is suspended. The error has a
 * token that works for appeals only.
 */
export async function refuseSuspended(ctx: Context, tx: Tx, userId: UserId): Promise<void> {
  const suspension = await settleSuspension(tx, userId);
  if (suspension === null) return;
  const appealToken = await ctx.appealTokens.issue(userId, suspension.actionId ?? "");
  throw suspendedError(suspension, appealToken);
}

/**
 * Returns the account if its name, password and second factor are right. The refusal of an unknown
 * account takes as long as any other.
 */
export async function proveAccount(
  ctx: Context,
  http: HonoContext<Env>,
  given: z.output<typeof credentials>,
): Promise<Account> {
  const account = await findAccount(ctx.sql, given);
  const name = given.email ?? given.username!;
  const target = { purpose: "login" as const, name, userId: account?.id ?? null };
  const proven = await attempt(ctx, http, target, async (device) => {
    const turn = signInTurn(ctx, http, target, device);
    const isRight = await ctx.passwords.verify(given.password, account?.passwordHash ?? null, turn);
    return account && isRight ? account : null;
  });
  if (!proven) {
    throw new AppError("unauthenticated", "Incorrect username, email address or password.");
  }
  await requireSecondFactor(ctx, proven.id, given.totp);
  return proven;
}

/** Returns the end of a session that is used now and never again. */
export function refreshExpiry(ctx: Context, now: number = Date.now()): Date {
  return new Date(now + ctx.config.REFRESH_TOKEN_EXPIRES_DAYS * 86_400_000);
}
