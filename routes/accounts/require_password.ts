import type { Context as HonoContext } from "hono";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Account } from "../../db/accounts/users.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "../http/endpoint.ts";
import { attempt } from "./attempts.ts";
import { passwordTurn } from "./password_turn.ts";
import { ownAccount } from "./own_account.ts";

/**
 * Returns the account of the signed-in user if the password is right, or else throws `forbidden`.
 * Attempts are limited, as in signing in, because the access token may have been stolen.
 */
export async function requirePassword(
  ctx: Context,
  http: HonoContext<Env>,
  userId: UserId,
  password: string,
): Promise<Account> {
  const target = { purpose: "password" as const, name: userId, userId };
  const proven = await attempt(ctx, http, target, async (device) => {
    const account = await ownAccount(ctx, userId);
    const turn = passwordTurn(ctx, http, userId, device);
    return await ctx.passwords.verify(password, account.passwordHash, turn) ? account : null;
  });
  if (proven) return proven;
  throw new AppError("forbidden", "Incorrect password.");
}
