import { one, type Sql } from "../sql.ts";

/** Counts the media that wait for processing or are in it, and those that wait for an upload. */
export async function mediaBacklog(sql: Sql): Promise<{ processing: number; pending: number }> {
  return await one(sql<{ processing: number; pending: number }[]>`
    select
      (select count(*)::int from media where status = 'processing') as processing,
      (select count(*)::int from media where status = 'pending') as pending`);
}
