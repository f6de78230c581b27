import type { Context } from "../context.ts";
import { type Device, openSession } from "../db/sessions.ts";
import type { Tx } from "../db/transact.ts";
import { type AccountName, findAccount } from "../db/users.ts";
import { AppError } from "../lib/errors.ts";
import { verifyPassword } from "../lib/passwords.ts";
import { newRefreshToken } from "../lib/refresh_tokens.ts";
import { signedInView } from "./views/session.ts";

/** Opens a session for a user who has proved who they are, and answers its tokens. */
export async function signIn(ctx: Context, tx: Tx, userId: string, device: Device) {
  const refreshToken = newRefreshToken();
  const expiresAt = refreshExpiry(ctx);
  const sessionId = await openSession(tx, userId, { device, refreshToken, expiresAt });
  return await signedInView(ctx, { userId, sessionId, refreshToken });
}

/** The user whose account and password these are; an unknown account is refused as slowly. */
export async function proveAccount(
  ctx: Context,
  { password, ...name }: AccountName & { password: string },
): Promise<string> {
  const account = await findAccount(ctx.sql, name);
  const isRight = await verifyPassword(password, account?.passwordHash ?? null);
  if (account && isRight) return account.id;
  throw new AppError("unauthenticated", "The account or the password is not right");
}

/** When a session ends that is used now and never again. */
export function refreshExpiry(ctx: Context, now: number = Date.now()): Date {
  return new Date(now + ctx.config.REFRESH_TOKEN_EXPIRES_DAYS * 86_400_000);
}
