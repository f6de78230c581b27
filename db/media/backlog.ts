import { one, type Sql } from "../sql.ts";

/** How many media wait for work or are being worked on, and how many await their upload. */
export async function mediaBacklog(sql: Sql): Promise<{ processing: number; pending: number }> {
  return await one(sql<{ processing: number; pending: number }[]>`
    select
      (select count(*)::int from media where status = 'processing') as processing,
      (select count(*)::int from media where status = 'pending') as pending`);
}
