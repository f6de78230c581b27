import type { MailText } from "../../domain/notifications/mail_texts.ts";
import { newId } from "../../domain/ids.ts";
import { seal } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** One worker sends a mail until then; what it says later does not count. */
const LEASE_SECONDS = 120;

/** A mail to be sent once the transaction that it tells of is committed. */
export interface NewMail extends MailText {
  /** Null for an address that shall get nothing: the row is written all the same, and never sent. */
  to: string | null;
  /** Whom it is about. */
  userId: string | null;
  /** Minutes after which it is of no use any more. */
  usefulMinutes?: number;
}

/** A mail that one worker sends. */
export interface MailWork {
  id: string;
  recipient: string;
  subject: string;
  /** Sealed with the mail's id as its context. */
  sealedText: Uint8Array;
  attempts: number;
  leasedUntil: Date;
}

/** Puts a mail into the outbox of mail. The job that sends it is woken after the commit. */
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
  const [mail] = await sql<MailWork[]>`
    update mails
    set attempts = attempts + 1, leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where id = (
      select id from mails
      where leased_until <= now() and sent_at is null and given_up_at is null
        and expires_at > now()
      order by leased_until, id limit 1
      for update skip locked
    )
    returning id, recipient, subject, sealed_text, attempts, leased_until`;
  return mail ?? null;
}

/** Notes that a mail has left; what it said is forgotten. */
export async function finishMail(sql: Sql, mail: MailWork): Promise<void> {
  await sql`
    update mails set sent_at = now(), sealed_text = null, error = null where ${isHeld(sql, mail)}`;
}

/** Gives a mail up for good; what it said is forgotten. */
export async function giveMailUp(sql: Sql, mail: MailWork, reason: string): Promise<void> {
  await sql`
    update mails set given_up_at = now(), sealed_text = null, error = ${reason}
    where ${isHeld(sql, mail)}`;
}

/** Puts a mail back for another try; one that is not counted leaves as many as before. */
export async function retryMail(
  sql: Sql,
  mail: MailWork,
  options: { afterSeconds: number; isCounted: boolean; reason: string },
): Promise<void> {
  const attempts = options.isCounted ? mail.attempts : mail.attempts - 1;
  await sql`
    update mails
    set attempts = ${attempts}, error = ${options.reason},
      leased_until = now() + ${options.afterSeconds} * interval '1 second'
    where ${isHeld(sql, mail)}`;
}

/** Gives up some mails that nobody could use any more; answers how many. */
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

/** Deletes some mails that left or were given up long ago; answers how many. */
export async function deleteMailsOlderThan(sql: Sql, days: number, limit: number): Promise<number> {
  const { count } = await sql`
    delete from mails
    where id in (
      select id from mails
      where created_at < now() - ${days} * interval '1 day'
        and (sent_at is not null or given_up_at is not null)
      order by created_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Whether the worker still has the mail, as a condition on the table `mails`. */
function isHeld(sql: Sql, { id, leasedUntil }: MailWork) {
  return sql`id = ${id} and leased_until = ${leasedUntil} and sent_at is null`;
}
