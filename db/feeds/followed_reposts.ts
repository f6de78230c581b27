import type { PostId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** A repost by somebody whom the reader follows. Its id is its place in the reader's feed. */
export interface FollowedRepost {
  id: string;
  postId: PostId;
  userId: UserId;
  createdAt: Date;
  /** False if it was taken back. */
  isMade: boolean;
}

/** The reposts of these posts by people whom the reader follows, the oldest of a post first. */
export async function listFollowedReposts(
  sql: Sql,
  readerId: UserId,
  postIds: readonly PostId[],
): Promise<FollowedRepost[]> {
  const of = (table: string, time: string, isMade: boolean) =>
    sql`
    select r.id, r.post_id, r.user_id, r.${sql(time)} as created_at, ${isMade}::boolean as is_made
    from ${sql(table)} r join follows f on f.followee_id = r.user_id
    where f.follower_id = ${readerId} and r.post_id = any(${postIds}::uuid[])`;
  return await sql<FollowedRepost[]>`
    ${of("reposts", "created_at", true)} union all ${of("undone_reposts", "undone_at", false)}
    order by id`;
}

/** A repost as a place in feeds. */
export interface RepostPlace {
  sortId: string;
  postId: PostId;
  authorId: UserId;
  reposterId: UserId;
}

/** The newest reposts of each user, newest first, as places in feeds. */
export async function listRecentReposts(
  sql: Sql,
  userIds: readonly UserId[],
  limit: number,
): Promise<RepostPlace[]> {
  return await sql<RepostPlace[]>`
    select r.id as sort_id, r.post_id, p.author_id, u.id as reposter_id
    from unnest(${userIds}::uuid[]) as u (id)
    cross join lateral (${newest(sql, limit)}) r
    join posts p on p.id = r.post_id
    order by r.id desc`;
}

// Undone reposts count too: the earliest one still fixes the post's place in a feed.
function newest(sql: Sql, limit: number) {
  return sql`
    select * from (
      (select id, post_id from reposts where user_id = u.id order by id desc limit ${limit})
      union all
      (select id, post_id from undone_reposts where user_id = u.id order by id desc limit ${limit})
    ) both_kinds
    order by id desc limit ${limit}`;
}
