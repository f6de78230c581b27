import { CODE_PURPOSES, type CodePurpose } from "../../domain/accounts/codes.ts";
import { codeMail } from "../../domain/notifications/mail_texts.ts";
import { CODE_MINUTES, CODE_TRIES_MAX } from "../../domain/limits.ts";
import { codeMac, isCode, newCode, subjectOfAddress } from "../../lib/security/codes.ts";
import type { Keys } from "../../lib/security/keys.ts";
import { askerOf, type CodeAsker, countAttempt, spendCodeBudget } from "./code_budgets.ts";
import { queueMail } from "../outbox/mails.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A code that somebody asks for. */
export interface CodeRequest {
  purpose: CodePurpose;
  /** Where it is sent. */
  address: string;
  /** Whose it is; null where nobody has the address: then the same is done, and nothing is sent. */
  userId: string | null;
  asker: CodeAsker;
}

/** A code that somebody enters. */
export interface EnteredCode {
  purpose: CodePurpose;
  code: string;
  /** The addresses that it may have been sent to. */
  addresses: readonly string[];
  userId: string | null;
  asker: CodeAsker;
}

/**
 * Mails a code, which replaces the older one of its purpose and asker, unless they have had their
 * codes of the day. Nothing tells the one who asks which of these happened.
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

/** Uses a code up and answers the address that it went to; null as {@link tryCode} has it. */
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
 * The address that a code went to, which stays good; null if it is not right or not there, which is
 * counted with the transaction. A code has five tries by whoever asked for it. What others enter,
 * such as the owner on another device, is counted by them and not at the code, which so is ended by
 * nobody else. The rows' locks let one of many guesses in at a time.
 */
export async function tryCode(
  sql: Sql,
  keys: Keys,
  entered: EnteredCode,
): Promise<string | null> {
  const { purpose, asker } = entered;
  const subject = subjectOf(keys, entered);
  const kept = await sql<StoredCode[]>`
    select asker, mac from security_codes
    where subject = ${subject} and purpose = ${purpose}
      and tries < ${CODE_TRIES_MAX} and expires_at > now()
    order by asker for update`;
  const isAskers = (code: StoredCode) => code.asker === askerOf(asker);
  const own = kept.find(isAskers);
  if (own) {
    await addTry(sql, subject, entered, 1);
    const address = addressOf(keys, subject, entered, [own]);
    if (address === null) return await tryOthers(kept.filter((code) => !isAskers(code)));
    await addTry(sql, subject, entered, -1);
    return address;
  }
  return await tryOthers(kept);

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

/** The address that one of these codes went to, if it is the one that was entered. */
function addressOf(
  keys: Keys,
  subject: string,
  { purpose, code, addresses }: EnteredCode,
  kept: readonly StoredCode[],
): string | null {
  const isRight = (mac: Uint8Array, address: string) =>
    isCode(mac, keys.codes, { purpose, subject, address }, code);
  return addresses.find((address) => kept.some(({ mac }) => isRight(mac, address))) ?? null;
}

function subjectOf(keys: Keys, { userId, addresses }: EnteredCode): string {
  return userId ?? subjectOfAddress(keys.codes, addresses[0]!);
}

/** Ends codes of a user: what they were asked for is not as it was. */
export async function deleteCodes(
  sql: Sql,
  userId: string,
  purposes: readonly CodePurpose[] = CODE_PURPOSES,
): Promise<void> {
  await sql`
    delete from security_codes
    where subject = ${userId} and purpose = any(${purposes as CodePurpose[]}::text[])`;
}

/** Deletes some codes that nobody can use any more; answers how many. */
export async function deleteExpiredCodes(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    delete from security_codes
    where (subject, purpose, asker) in (
      select subject, purpose, asker from security_codes
      where expires_at < now()
      order by expires_at limit ${limit}
      for update skip locked
    )`;
  return count;
}
