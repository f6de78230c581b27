import { CODE_PURPOSES, type CodePurpose } from "../domain/codes.ts";
import { codeLetter } from "../domain/letters.ts";
import { CODE_MINUTES, CODE_TRIES_MAX, CODES_PER_DAY_MAX } from "../domain/limits.ts";
import { type CodeBinding, codeMac, isCode, newCode, subjectOfAddress } from "../lib/codes.ts";
import type { Keys } from "../lib/keys.ts";
import { queueMail } from "./mails.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";

/** A code that somebody asks for. */
export interface CodeRequest {
  purpose: CodePurpose;
  /** Where it is sent. */
  address: string;
  /** Whose it is; null where nobody has the address: then the same is done, and nothing is sent. */
  userId: string | null;
}

/** A code that somebody enters. */
export interface EnteredCode {
  purpose: CodePurpose;
  code: string;
  /** The addresses that it may have been sent to. */
  addresses: readonly string[];
  userId: string | null;
}

/**
 * Mails a code, which replaces the older one of its purpose, unless the account has had its codes
 * of the day. Nothing tells the one who asks which of these happened.
 */
export async function issueCode({ sql }: Tx, keys: Keys, request: CodeRequest): Promise<void> {
  const { purpose, address, userId } = request;
  const subject = userId ?? subjectOfAddress(keys.codes, address);
  if (!await spendBudget(sql, subject)) return;
  const code = newCode();
  const mac = codeMac(keys.codes, { purpose, subject, address }, code);
  await sql`
    insert into security_codes (subject, purpose, mac, expires_at)
    values (${subject}, ${purpose}, ${mac}, now() + ${CODE_MINUTES} * interval '1 minute')
    on conflict (subject, purpose) do update
    set mac = excluded.mac, expires_at = excluded.expires_at, tries = 0`;
  await queueMail(sql, keys.mails, {
    ...codeLetter(purpose, code),
    to: userId === null ? null : address,
    userId,
    usefulMinutes: CODE_MINUTES,
  });
}

/** Counts one more code against the day's number, unless that is reached. */
async function spendBudget(sql: Sql, subject: string): Promise<boolean> {
  const recent = sql`
    (select coalesce(array_agg(t), '{}') from unnest(b.issued_at) as t
    where t > now() - interval '1 day')`;
  const { count } = await sql`
    insert into code_budgets as b (subject, issued_at, last_issued_at)
    values (${subject}, array[now()], now())
    on conflict (subject) do update
    set issued_at = ${recent} || excluded.issued_at, last_issued_at = excluded.last_issued_at
    where cardinality(${recent}) < ${CODES_PER_DAY_MAX}`;
  return count === 1;
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

function subjectOf(keys: Keys, { userId, addresses }: EnteredCode): string {
  return userId ?? subjectOfAddress(keys.codes, addresses[0]!);
}

/**
 * The address that a code went to, which stays good; null if it is not right or not there, which is
 * counted with the transaction. The row's lock lets one of many guesses in at a time.
 */
export async function tryCode(
  sql: Sql,
  keys: Keys,
  entered: EnteredCode,
): Promise<string | null> {
  const { purpose, code, addresses } = entered;
  const subject = subjectOf(keys, entered);
  const [kept] = await sql<{ mac: Uint8Array }[]>`
    update security_codes set tries = tries + 1
    where subject = ${subject} and purpose = ${purpose}
      and tries < ${CODE_TRIES_MAX} and expires_at > now()
    returning mac`;
  if (!kept) return null;
  const binding = (address: string): CodeBinding => ({ purpose, subject, address });
  const address = addresses.find((one) => isCode(kept.mac, keys.codes, binding(one), code));
  if (address === undefined) return null;
  await sql`
    update security_codes set tries = tries - 1
    where subject = ${subject} and purpose = ${purpose}`;
  return address;
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
    where (subject, purpose) in (
      select subject, purpose from security_codes
      where expires_at < now()
      order by expires_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Deletes some counts of codes that do not count any more; answers how many. */
export async function deleteOldBudgets(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    delete from code_budgets
    where subject in (
      select subject from code_budgets
      where last_issued_at < now() - interval '1 day'
      order by last_issued_at limit ${limit}
      for update skip locked
    )`;
  return count;
}
