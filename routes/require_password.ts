import type { Context as HonoContext } from "hono";
import type { Context } from "../context.ts";
import { findPasswordHash } from "../db/users.ts";
import { AppError } from "../lib/errors.ts";
import { verifyPassword } from "../lib/passwords.ts";
import type { Env } from "./api.ts";
import { guess } from "./guessing.ts";

/**
 * Fails with `forbidden` unless the password is that of the user who is signed in. Wrong ones have
 * a budget, as at the door: an access token alone may be in anybody's hands.
 */
export async function requirePassword(
  ctx: Context,
  http: HonoContext<Env>,
  userId: string,
  password: string,
): Promise<void> {
  const target = { purpose: "password", name: userId, userId };
  const isRight = await guess(ctx, http, target, async () => {
    const hash = await findPasswordHash(ctx.sql, userId);
    return await verifyPassword(password, hash) || null;
  });
  if (!isRight) throw new AppError("forbidden", "The password is not right");
}
