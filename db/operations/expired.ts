import type { Sql } from "../sql.ts";

/** Deletes some rows of a table whose `expires_at` has passed, by their key; answers how many. */
export async function deleteExpiredRows(
  sql: Sql,
  { table, key }: { table: string; key: string },
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from ${sql(table)}
    where ${sql(key)} in (
      select ${sql(key)} from ${sql(table)} where expires_at < now()
      order by expires_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Closes some notifications that gathered people for long enough; answers how many. */
export async function closeNotificationGroups(
  sql: Sql,
  hours: number,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    update notifications set is_open = false
    where id in (
      select id from notifications
      where is_open and created_at < now() - ${hours} * interval '1 hour'
      order by created_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Deletes some sessions, with their tokens, that ended some days ago; answers how many. */
export async function deleteExpiredSessions(
  sql: Sql,
  days: number,
  limit: number,
): Promise<number> {
  const { count } = await sql`
    delete from sessions
    where id in (
      select id from sessions
      where expires_at < now() - ${days} * interval '1 day'
      order by expires_at limit ${limit}
      for update skip locked
    )`;
  return count;
}

/** Deletes some notifications that were read, the oldest first; answers whose they were. */
export async function deleteReadNotifications(
  sql: Sql,
  days: number,
  limit: number,
): Promise<{ id: string; userId: string }[]> {
  return await sql<{ id: string; userId: string }[]>`
    delete from notifications
    where id in (
      select id from notifications
      where read_at < now() - ${days} * interval '1 day'
        and created_at < now() - ${days} * interval '1 day'
      order by id limit ${limit}
      for update skip locked
    )
    returning id, user_id`;
}
