import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { type Device, openSession } from "../db/sessions.ts";
import type { Tx } from "../db/transact.ts";
import { findAccount } from "../db/users.ts";
import { AppError } from "../lib/errors.ts";
import { verifyPassword } from "../lib/passwords.ts";
import { newRefreshToken } from "../lib/refresh_tokens.ts";
import type { credentials } from "./account_input.ts";
import type { Env } from "./api.ts";
import { guess } from "./guessing.ts";
import { requireSecondFactor } from "./second_factor.ts";
import { signedInView } from "./views/session.ts";

/** Opens a session for a user who has proved who they are, and answers its tokens. */
export async function signIn(ctx: Context, tx: Tx, userId: string, device: Device) {
  const refreshToken = newRefreshToken();
  const expiresAt = refreshExpiry(ctx);
  const sessionId = await openSession(tx, userId, { device, refreshToken, expiresAt });
  return await signedInView(ctx, { userId, sessionId, refreshToken });
}

/** The user whose account, password and second factor these are; an unknown one is refused as slowly. */
export async function proveAccount(
  ctx: Context,
  http: HonoContext<Env>,
  given: z.output<typeof credentials>,
): Promise<string> {
  const account = await findAccount(ctx.sql, given);
  const name = given.email ?? given.username!;
  const target = { purpose: "login", name, userId: account?.id ?? null };
  const userId = await guess(ctx, http, target, async () => {
    const isRight = await verifyPassword(given.password, account?.passwordHash ?? null);
    return account && isRight ? account.id : null;
  });
  if (!userId) throw new AppError("unauthenticated", "The account or the password is not right");
  await requireSecondFactor(ctx, userId, given.totp);
  return userId;
}

/** When a session ends that is used now and never again. */
export function refreshExpiry(ctx: Context, now: number = Date.now()): Date {
  return new Date(now + ctx.config.REFRESH_TOKEN_EXPIRES_DAYS * 86_400_000);
}
