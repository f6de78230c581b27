import type { UserId } from "../../domain/ids.ts";
import { CODE_PURPOSES, type CodePurpose } from "../../domain/accounts/codes.ts";
import { codeMail } from "../../domain/notifications/mail_texts.ts";
import { CODE_MINUTES, CODE_TRIES_MAX } from "../../domain/limits.ts";
import { codeMac, isCode, newCode, subjectOfAddress } from "../../lib/security/codes.ts";
import type { Keys } from "../../lib/security/keys.ts";
import { askerOf, type CodeAsker, countAttempt, spendCodeBudget } from "./code_budgets.ts";
import { queueMail } from "../outbox/mails.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A request for a code. */
export interface CodeRequest {
  purpose: CodePurpose;
  /** The code is sent here. */
  address: string;
  /** Null if nobody has the address: then the same work is done, and nothing is sent. */
  userId: UserId | null;
  asker: CodeAsker;
}

/** A code that somebody enters. */
export interface EnteredCode {
  purpose: CodePurpose;
  code: string;
  /** The addresses that the code may have been sent to. */
  addresses: readonly string[];
  userId: UserId | null;
  asker: CodeAsker;
}

/**
 * Mails a code, unless the budget of the asker is used up. The code replaces an older one of the
 * same purpose and asker. The asker cannot find out which of these happened.
 */
export async function issueCode(tx: Tx, keys: Keys, request: CodeRequest): Promise<void> {
  const { sql } = tx;
  const { purpose, address, userId, asker } = request;
  const subject = userId ?? subjectOfAddress(keys.codes, address);
  if (!await spendCodeBudget(sql, subject, asker)) return;
  const code = newCode();
  const mac = codeMac(keys.codes, { purpose, subject, address }, code);
  await sql`
    insert into security_codes (subject, purpose, asker, mac, expires_at)
    values (${subject}, ${purpose}, ${askerOf(asker)}, ${mac},
      now() + ${CODE_MINUTES} * interval '1 minute')
    on conflict (subject, purpose, asker) do update
    set mac = excluded.mac, expires_at = excluded.expires_at, tries = 0`;
  await queueMail(tx, keys.mails, {
    ...codeMail(purpose, code),
    to: userId === null ? null : address,
    userId,
    usefulMinutes: CODE_MINUTES,
  });
}

/**
 * Uses up a code, and with it all codes of its purpose. Returns the address that it was sent to,
 * or null as {@link tryCode} does.
 */
export async function spendCode(
  sql: Sql,
  keys: Keys,
  entered: EnteredCode,
): Promise<string | null> {
  const address = await tryCode(sql, keys, entered);
  if (address === null) return null;
  await sql`
    delete from security_codes
    where subject = ${subjectOf(keys, entered)} and purpose = ${entered.purpose}`;
  return address;
}

interface StoredCode {
  asker: string;
  mac: Uint8Array;
}

/**
 * Returns the address that a code was sent to, without using up the code. Returns null if the code
 * is wrong or does not exist, and counts that in the transaction. The asker of a code has five
 * tries. Guesses of others, such as the owner on another device, are counted for them and not for
 * the code, so nobody else can end it. The row locks let in one of many guesses at a time.
 */
export async function tryCode(
  sql: Sql,
  keys: Keys,
  entered: EnteredCode,
): Promise<string | null> {
  const { purpose, asker } = entered;
  const subject = subjectOf(keys, entered);
  const stored = await sql<StoredCode[]>`
    select asker, mac from security_codes
    where subject = ${subject} and purpose = ${purpose}
      and tries < ${CODE_TRIES_MAX} and expires_at > now()
    order by asker for update`;
  const isAskers = (code: StoredCode) => code.asker === askerOf(asker);
  const own = stored.find(isAskers);
  if (own) {
    await addTry(sql, subject, entered, 1);
    const address = addressOf(keys, subject, entered, [own]);
    if (address === null) return await tryOthers(stored.filter((code) => !isAskers(code)));
    await addTry(sql, subject, entered, -1);
    return address;
  }
  return await tryOthers(stored);

  async function tryOthers(codes: readonly StoredCode[]): Promise<string | null> {
    const spent = codes.length > 0 && await countAttempt(sql, subject, asker, codes.length);
    if (!spent) return null;
    const address = addressOf(keys, subject, entered, codes);
    if (address !== null) await spent.giveBack();
    return address;
  }
}

async function addTry(
  sql: Sql,
  subject: string,
  { purpose, asker }: EnteredCode,
  by: number,
): Promise<void> {
  await sql`
    update security_codes set tries = tries + ${by}
    where subject = ${subject} and purpose = ${purpose} and asker = ${askerOf(asker)}`;
}

/** Returns the address that one of these codes was sent to, if the entered code matches. */
function addressOf(
  keys: Keys,
  subject: string,
  { purpose, code, addresses }: EnteredCode,
  stored: readonly StoredCode[],
): string | null {
  const isRight = (mac: Uint8Array, address: string) =>
    isCode(mac, keys.codes, { purpose, subject, address }, code);
  return addresses.find((address) => stored.some(({ mac }) => isRight(mac, address))) ?? null;
}

function subjectOf(keys: Keys, { userId, addresses }: EnteredCode): string {
  return userId ?? subjectOfAddress(keys.codes, addresses[0]!);
}

/** Deletes codes of a user, because the account that they were requested for has changed. */
export async function deleteCodes(
  sql: Sql,
  userId: UserId,
  purposes: readonly CodePurpose[] = CODE_PURPOSES,
): Promise<void> {
  await sql`
    delete from security_codes
    where subject = ${userId} and purpose = any(${purposes as CodePurpose[]}::text[])`;
}
