import type postgres from "postgres";
import { ALWAYS_TOLD, type ChannelChanges, type QuietHours } from "../domain/preferences.ts";
import type { Sql } from "./sql.ts";
import type { Tx } from "./transact.ts";

/** The preferences of a user as they are kept. */
export interface KeptPreferences {
  channels: ChannelChanges;
  quietHours: QuietHours | null;
}

/** What a user has changed from the default. */
export async function findPreferences(sql: Sql, userId: string): Promise<KeptPreferences> {
  const [row] = await sql<
    { channels: ChannelChanges; from: string | null; until: string | null; timeZone: string }[]
  >`
    select channels, to_char(quiet_from, 'HH24:MI') as from, to_char(quiet_until, 'HH24:MI') as until,
      time_zone
    from notification_preferences where user_id = ${userId}`;
  if (!row) return { channels: {}, quietHours: null };
  const { channels, from, until, timeZone } = row;
  const quietHours = from === null || until === null ? null : { from, until, timeZone };
  return { channels, quietHours };
}

/** Replaces the preferences of a user. They hold for what happens from now on. */
export async function replacePreferences(
  { sql }: Tx,
  userId: string,
  { channels, quietHours }: KeptPreferences,
): Promise<void> {
  const { from = null, until = null, timeZone = "UTC" } = quietHours ?? {};
  await sql`
    insert into notification_preferences (user_id, channels, quiet_from, quiet_until, time_zone)
    values (${userId}, ${sql.json(channels as never)}, ${from}, ${until}, ${timeZone})
    on conflict (user_id) do update set
      channels = excluded.channels, quiet_from = excluded.quiet_from,
      quiet_until = excluded.quiet_until, time_zone = excluded.time_zone`;
}

/** Whether somebody wants notifications of a type at all, as a condition on two columns. */
export function wantsInApp(
  sql: Sql,
  userId: postgres.Fragment,
  type: postgres.Fragment,
) {
  return sql`(
    ${type} = ${ALWAYS_TOLD} or not exists (
      select from notification_preferences np
      where np.user_id = ${userId} and np.channels -> (${type}) ->> 'inApp' = 'false')
  )`;
}

/** Somebody who is to be told by mail of what they have not read. */
export interface MailedReader {
  userId: string;
  username: string;
  email: string;
  /** How many notifications of each type. */
  counts: Record<string, number>;
}

/**
 * Takes some people who want mail of what they have not read, outside their quiet hours, and notes
 * that it is mailed. An address that nobody confirmed gets nothing.
 */
export async function takeReadersToMail(sql: Sql, limit: number): Promise<MailedReader[]> {
  return await sql<MailedReader[]>`
    with readers as (
      select np.user_id, np.channels, u.username, u.email
      from notification_preferences np join users u on u.id = np.user_id
      where u.email_verified_at is not null and u.suspended_at is null and u.deleted_at is null
        and not ${isQuiet(sql)}
        and exists (
          select from notifications n
          where n.user_id = np.user_id and ${isToMail(sql)})
      limit ${limit}
      for update of np skip locked
    ), mailed as (
      update notifications n set mailed_at = now() from readers np
      where n.user_id = np.user_id and ${isToMail(sql)}
      returning n.user_id, n.type
    ), counted as (
      select user_id, type, count(*)::int as count from mailed group by user_id, type
    )
    select r.user_id, r.username, r.email, jsonb_object_agg(c.type, c.count) as counts
    from readers r join counted c on c.user_id = r.user_id
    group by r.user_id, r.username, r.email`;
}

function isToMail(sql: Sql) {
  return sql`(n.read_at is null and n.mailed_at is null
    and n.created_at > now() - interval '1 day'
    and np.channels -> n.type ->> 'email' = 'true')`;
}

function isQuiet(sql: Sql) {
  const time = sql`(now() at time zone np.time_zone)::time`;
  return sql`coalesce(
    case when np.quiet_from <= np.quiet_until
      then ${time} >= np.quiet_from and ${time} < np.quiet_until
      else ${time} >= np.quiet_from or ${time} < np.quiet_until
    end, false)`;
}
