import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import {
  beginTry,
  countWrongTry,
  findTotp,
  useRecoveryCode,
  useStep,
} from "../../db/accounts/totp.ts";
import { transact, type Tx } from "../../db/transact.ts";
import { AppError } from "../../lib/errors.ts";
import { seal, unseal } from "../../lib/security/sealed.ts";
import { hashRecoveryCode, stepOfCode } from "../../lib/security/totp.ts";

/** Returns the secret of an authenticator app, encrypted as it is stored. */
export function sealSecret(ctx: Context, userId: UserId, secret: string): Promise<Uint8Array> {
  return seal(ctx.keys.totp, userId, secret);
}

/**
 * Throws `unauthenticated` unless the second factor of an account that has one is right. It is a
 * code of the app or a recovery code, and each works once. Wrong attempts are counted. After too
 * many in an hour, right codes are refused too.
 */
export async function requireSecondFactor(
  ctx: Context,
  userId: UserId,
  code: string | undefined,
): Promise<void> {
  const totp = await findTotp(ctx.sql, userId);
  if (!totp?.isEnabled) return;
  if (code === undefined) throw needed("Enter the code of your authenticator app.");
  const secret = await unseal(ctx.keys.totp, userId, totp.secret);
  const isRight = await transact(ctx.db, async (tx) => {
    await beginTry(tx, userId);
    if (await useCode(ctx, tx, { userId, secret, code })) return true;
    await countWrongTry(tx, userId);
    return false;
  });
  if (!isRight) throw needed("Incorrect or already used code.");
}

/** Returns whether a code is right and was not used before. The transaction uses it up. */
export async function useCode(
  ctx: Context,
  tx: Tx,
  { userId, secret, code }: { userId: UserId; secret: string; code: string },
): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) {
    return await useRecoveryCode(tx, userId, hashRecoveryCode(ctx.keys.recoveryCodes, code));
  }
  const step = stepOfCode(secret, code, Date.now());
  return step !== null && await useStep(tx, userId, step);
}

function needed(message: string): AppError {
  return new AppError("unauthenticated", message, { details: { totpRequired: true } });
}
