import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { FEED_ACTIVE_DAYS } from "../../domain/limits.ts";
import type { Sql } from "../sql.ts";

/** Recently active followers with ids above `after`, in the order of their ids. */
export async function listFollowersToFanOut(
  sql: Sql,
  authorId: UserId,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ followerId: UserId }[]>`
    select f.follower_id from follows f join users u on u.id = f.follower_id
    where f.followee_id = ${authorId} and f.follower_id > ${after ?? FIRST_ID}
      and u.last_active_at > now() - ${FEED_ACTIVE_DAYS} * interval '1 day'
    order by f.follower_id limit ${limit}`;
  return rows.map((row) => row.followerId);
}
