import type { UserId } from "../../domain/ids.ts";
import type { QuietHours } from "../../domain/notifications/quiet_hours.ts";
import type { Sql } from "../sql.ts";

/** A user who wants mail about unread notifications, and their quiet hours. */
export interface ReaderToMail {
  id: UserId;
  quietHours: QuietHours | null;
}

/**
 * Lists some users who want mail about unread notifications, in the order of their ids. Only
 * verified addresses get mail.
 */
export async function listReadersToMail(
  sql: Sql,
  after: string,
  limit: number,
): Promise<ReaderToMail[]> {
  return await sql<ReaderToMail[]>`
    select np.user_id as id, case when np.quiet_from is not null and np.quiet_until is not null
      then json_build_object('from', to_char(np.quiet_from, 'HH24:MI'),
        'until', to_char(np.quiet_until, 'HH24:MI'), 'timeZone', np.time_zone) end as quiet_hours
    from notification_preferences np join users u on u.id = np.user_id
    where np.user_id > ${after} and ${hasAddress(sql)}
      and exists (select from notifications n where n.user_id = np.user_id and ${isToMail(sql)})
    order by np.user_id limit ${limit}`;
}

/** A user who gets a mail, and the number of notifications of each type in it. */
export interface MailedReader {
  username: string;
  email: string;
  counts: Record<string, number>;
}

/** Marks unread notifications as mailed. Null if there are none, or another instance does it. */
export async function takeNotificationsToMail(
  sql: Sql,
  userId: UserId,
): Promise<MailedReader | null> {
  const [reader] = await sql<MailedReader[]>`
    with reader as (
      select np.user_id, np.channels, u.username, u.email
      from notification_preferences np join users u on u.id = np.user_id
      where np.user_id = ${userId} and ${hasAddress(sql)}
      for update of np skip locked
    ), mailed as (
      update notifications n set mailed_at = now() from reader np
      where n.user_id = np.user_id and ${isToMail(sql)}
      returning n.type
    ), counted as (
      select type, count(*)::int as count from mailed group by type
    )
    select r.username, r.email, jsonb_object_agg(c.type, c.count) as counts
    from reader r cross join counted c
    group by r.username, r.email`;
  return reader ?? null;
}

function hasAddress(sql: Sql) {
  return sql`u.email_verified_at is not null and u.suspended_at is null and u.deleted_at is null`;
}

function isToMail(sql: Sql) {
  return sql`(n.read_at is null and n.mailed_at is null
    and n.created_at > now() - interval '1 day'
    and np.channels -> n.type ->> 'email' = 'true')`;
}
