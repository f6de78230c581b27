import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { type Account, findAccount } from "../../db/accounts/users.ts";
import { AppError, must } from "../../lib/errors.ts";

/** Returns the viewer's account. */
export async function ownAccount(ctx: Context, viewerId: UserId): Promise<Account> {
  return must(await findAccount(ctx.sql, { id: viewerId }));
}

/**
 * Throws `unprocessable` unless the code was right. Inside of the transaction that counts attempts,
 * the error would undo the count.
 */
export function requireRightCode(isRight: boolean): void {
  if (isRight) return;
  throw new AppError("unprocessable", "Incorrect or expired code.");
}
