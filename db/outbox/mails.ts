import type postgres from "postgres";
import type { MailText } from "../../domain/notifications/mail_texts.ts";
import { newId, type UserId } from "../../domain/ids.ts";
import { seal } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { type Leased, Leases, type Retry } from "./leases.ts";

const leases = new Leases<MailWork>({
  name: "mails",
  key: "id",
  isOpen: (sql) => sql`sent_at is null and given_up_at is null`,
});

/** A mail that is sent after the commit of its transaction. */
export interface NewMail extends MailText {
  /** Null for an address without an account: the row is written too, but never sent. */
  to: string | null;
  /** The user whom the mail concerns. */
  userId: UserId | null;
  /** The minutes after which the mail is useless. */
  usefulMinutes?: number;
}

/** A mail that one worker is sending. */
export interface MailWork extends Leased {
  id: string;
  recipient: string;
  subject: string;
  /** Sealed with the mail's id as its context. */
  sealedText: Uint8Array;
  attempts: number;
}

/** Puts a mail into the outbox of mail, and wakes the job that sends it after the commit. */
export async function queueMail(
  { sql, wake }: Tx,
  key: Uint8Array<ArrayBuffer>,
  { to, subject, text, userId, usefulMinutes }: NewMail,
): Promise<void> {
  const id = newId();
  const expiresAt = usefulMinutes === undefined
    ? sql`'infinity'`
    : sql`now() + ${usefulMinutes} * interval '1 minute'`;
  await sql`
    insert into mails (id, recipient, subject, sealed_text, user_id, expires_at, given_up_at)
    values (${id}, ${to ?? ""}, ${subject}, ${await seal(key, id, text)}, ${userId}, ${expiresAt},
      ${to === null ? sql`now()` : null})`;
  wake("mails");
}

/** Takes the mail that has waited longest, with a lease that no other worker has. */
export async function claimMail(sql: Sql): Promise<MailWork | null> {
  const next = {
    where: isUseful(sql),
    orderBy: sql`leased_until, id`,
    set: sql`attempts = attempts + 1`,
  };
  const [mail] = await sql<MailWork[]>`
    ${leases.claim(sql, next)}
    returning id, recipient, subject, sealed_text, attempts, lease_id`;
  return mail ?? null;
}

/** The columns of {@link WaitingTimes} for the mails that wait. */
export function mailTimes(sql: Sql): postgres.Fragment {
  return leases.waitingTimes(sql, isUseful(sql));
}

const isUseful = (sql: Sql) => sql`expires_at > now()`;

/** Renews the lease of a mail. Throws {@link LeaseLost} if another worker has taken it over. */
export function holdMail(sql: Sql, mail: MailWork): Promise<void> {
  return leases.extend(sql, mail);
}

/** Records that a mail was sent, and deletes its text. */
export async function finishMail(sql: Sql, mail: MailWork): Promise<void> {
  await leases.update(sql, mail, sql`sent_at = now(), sealed_text = null, error = null`);
}

/** Gives a mail up for good, and deletes its text. */
export async function giveMailUp(sql: Sql, mail: MailWork, reason: string): Promise<void> {
  await leases.update(sql, mail, sql`given_up_at = now(), sealed_text = null, error = ${reason}`);
}

/** Puts a mail back for another try. */
export async function retryMail(
  sql: Sql,
  mail: MailWork,
  { reason, ...retry }: Retry & { reason: string },
): Promise<void> {
  await leases.retry(sql, mail, { ...retry, set: sql`error = ${reason}` });
}

/** Gives up some expired mails; returns how many. */
export async function giveUpExpiredMails(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    update mails set given_up_at = now(), sealed_text = null, error = 'expired'
    where id in (
      select id from mails
      where sent_at is null and given_up_at is null and expires_at <= now()
        and leased_until <= now()
      limit ${limit}
      for update skip locked
    )`;
  return count;
}
