import type postgres from "postgres";
import type { UserId } from "../../domain/ids.ts";
import { ALWAYS_TOLD, type ChannelChanges } from "../../domain/notifications/preferences.ts";
import type { QuietHours } from "../../domain/notifications/quiet_hours.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** The stored preferences of a user. */
export interface StoredPreferences {
  channels: ChannelChanges;
  quietHours: QuietHours | null;
}

/** Finds the preferences in which a user differs from the default. */
export async function findPreferences(sql: Sql, userId: UserId): Promise<StoredPreferences> {
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

/** Replaces the preferences of a user. They apply to later notifications. */
export async function replacePreferences(
  { sql }: Tx,
  userId: UserId,
  { channels, quietHours }: StoredPreferences,
): Promise<void> {
  const { from = null, until = null, timeZone = "UTC" } = quietHours ?? {};
  await sql`
    insert into notification_preferences (user_id, channels, quiet_from, quiet_until, time_zone)
    values (${userId}, ${sql.json(channels as never)}, ${from}, ${until}, ${timeZone})
    on conflict (user_id) do update set
      channels = excluded.channels, quiet_from = excluded.quiet_from,
      quiet_until = excluded.quiet_until, time_zone = excluded.time_zone`;
}

/** Whether a user wants notifications of a type in the app, as a condition on two columns. */
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
