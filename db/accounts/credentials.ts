import type { SessionId } from "../../domain/ids.ts";
import { isOwnName } from "../../domain/accounts/passwords.ts";
import { emailChangedMail, passwordChangedMail } from "../../domain/notifications/mail_texts.ts";
import { AppError } from "../../lib/errors.ts";
import type { Keys } from "../../lib/security/keys.ts";
import type { CodeAsker } from "./code_budgets.ts";
import { queueMail } from "../outbox/mails.ts";
import { deleteCodes, issueCode, spendCode, tryCode } from "./security_codes.ts";
import { revokeOtherSessions } from "./sessions.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { type Account, takenError } from "./users.ts";
import { countWaysIn, endWaysIn } from "./ways_in.ts";

/** A change of an account's password. */
export interface PasswordChange {
  account: Account;
  newPassword: string;
  passwordHash: string;
  /** The session that stays open; null ends all. */
  keptSessionId: SessionId | null;
  /** Whether passkeys, identities and API tokens remain valid. */
  keepsWaysIn: boolean;
}

/** A code that was mailed to a signed-in user, who enters it. */
export interface AccountCode {
  account: Account;
  code: string;
  asker: CodeAsker;
}

/** Marks the user's address as verified. Returns false if the code is wrong. */
export async function verifyEmail(
  { sql, record }: Tx,
  keys: Keys,
  { account: { id: userId, email }, code, asker }: AccountCode,
): Promise<boolean> {
  const entered = { purpose: "verify_email", code, addresses: [email], userId, asker } as const;
  if (!await spendCode(sql, keys, entered)) return false;
  await sql`
    update users set email_verified_at = now(), updated_at = now()
    where id = ${userId} and email = ${email}`;
  record({ type: "user.updated", userId });
  return true;
}

/**
 * Changes a user's address and notifies the old one by mail. A code that was sent to the new
 * address proves it. After a code that was sent to the old address, the new one gets its own code.
 * Returns false if the code is wrong.
 */
export async function changeEmail(
  tx: Tx,
  keys: Keys,
  { account, newEmail, code, asker }: AccountCode & { newEmail: string },
): Promise<boolean> {
  const { sql, record } = tx;
  const { id: userId, email, username } = account;
  const addresses = [newEmail, email];
  const entered = { purpose: "change_email", code, addresses, userId, asker } as const;
  const proven = await spendCode(sql, keys, entered);
  if (proven === null) return false;
  const isProven = proven === newEmail;
  const changing = sql`
    update users set email = ${newEmail}, email_verified_at = ${isProven ? sql`now()` : null},
      updated_at = now()
    where id = ${userId} and ${isUnchanged(sql, account)}`;
  requireUnchanged((await changing.catch((cause) => Promise.reject(takenError(cause)))).count);
  await deleteCodes(sql, userId);
  const request = { purpose: "verify_email", address: newEmail, userId, asker } as const;
  if (!isProven) await issueCode(tx, keys, request);
  await queueMail(tx, keys.mails, { ...emailChangedMail(username), to: email, userId });
  record({ type: "user.updated", userId });
  return true;
}

/** A code that was mailed so that a user can choose a password. */
export interface PasswordCode {
  /** Null if nobody has the address: then the same work is done, and the code is always wrong. */
  account: Account | null;
  purpose: "change_password" | "reset_password";
  address: string;
  code: string;
  asker: CodeAsker;
}

function enteredBy({ account, purpose, address, code, asker }: PasswordCode) {
  return { purpose, code, addresses: [address], userId: account?.id ?? null, asker };
}

/**
 * Returns whether a code is right, before the new password is hashed, which is expensive. Fails if
 * the password is a name of the account.
 */
export async function checkPasswordCode(
  { sql }: Tx,
  keys: Keys,
  entered: PasswordCode,
  newPassword: string,
): Promise<boolean> {
  if (!await tryCode(sql, keys, enteredBy(entered)) || !entered.account) return false;
  requireNoName(newPassword, entered.account);
  return true;
}

/** Changes a password by a mailed code. Returns false if the code is wrong. */
export async function changePasswordByCode(
  tx: Tx,
  keys: Keys,
  change: Omit<PasswordChange, "account"> & PasswordCode,
): Promise<boolean> {
  const { account, address } = change;
  if (!await spendCode(tx.sql, keys, enteredBy(change)) || !account) return false;
  await tx.sql`
    update users set email_verified_at = coalesce(email_verified_at, now())
    where id = ${account.id} and email = ${address}`;
  await changePassword(tx, keys, { ...change, account });
  return true;
}

/** Changes the password of a user who has proved who they are, and notifies them by mail. */
export async function changePassword(tx: Tx, keys: Keys, change: PasswordChange): Promise<void> {
  const { account, newPassword, passwordHash, keptSessionId, keepsWaysIn } = change;
  requireNoName(newPassword, account);
  const { sql } = tx;
  const { id: userId, username, email: to } = account;
  const { count } = await sql`
    update users set password_hash = ${passwordHash}, updated_at = now()
    where id = ${userId} and ${isUnchanged(sql, account)}`;
  requireUnchanged(count);
  await revokeOtherSessions(tx, userId, keptSessionId);
  await deleteCodes(sql, userId, ["change_password", "reset_password"]);
  const ended = keepsWaysIn ? null : await endWaysIn(tx, account);
  const left = keepsWaysIn ? await countWaysIn(sql, userId) : null;
  const mail = passwordChangedMail(username, { ended, left });
  await queueMail(tx, keys.mails, { ...mail, to, userId });
}

/**
 * Fails unless the account still has the address and the password that its owner proved. Both stay
 * the same until the transaction ends, so that no session outlives a change of the password.
 */
export async function holdCredentials(sql: Sql, account: Account): Promise<void> {
  const rows = await sql`
    select from users where id = ${account.id} and ${isUnchanged(sql, account)} for no key update`;
  requireUnchanged(rows.length);
}

function isUnchanged(sql: Sql, { email, passwordHash }: Account) {
  return sql`(email = ${email} and password_hash is not distinct from ${passwordHash})`;
}

function requireUnchanged(count: number): void {
  if (count === 0) {
    throw new AppError("conflict", "The account was changed by another request. Try again.");
  }
}

/** Fails if a password is a name of its own account. */
export function requireNoName(newPassword: string, account: Account): void {
  if (!isOwnName(newPassword, account)) return;
  const message = "Must not be a name of your account";
  throw new AppError("validation_failed", `newPassword: ${message}.`, {
    details: [{ path: "newPassword", message }],
  });
}
