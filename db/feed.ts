import type postgres from "postgres";
import type { Sql } from "./sql.ts";

/** A place in a feed. */
export interface FeedPlace {
  sortId: string;
  postId: string;
  authorId: string;
}

/** The home feed of a user below a place, from the truth: posts of followed people and their own. */
export async function listHomeFeed(
  sql: Sql,
  userId: string,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select r.sort_id, r.id as post_id, a.id as author_id
    from (
      select followee_id as id from follows where follower_id = ${userId}
      union all select ${userId}::uuid
    ) a
    cross join lateral (
      select p.sort_id, p.id from posts p
      where p.author_id = a.id and p.sort_id is not null and p.deleted_at is null
        ${below(sql, before)}
      order by p.sort_id desc limit ${limit}
    ) r
    order by r.sort_id desc limit ${limit}`;
}

/** The public posts of everybody below a place, newest first. */
export async function listPublicPosts(
  sql: Sql,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await listPosts(sql, sql`p.privacy = 'public'`, before, limit);
}

/** An author's published posts below a place, newest first, whoever may see them. */
export async function listPostsOf(
  sql: Sql,
  authorId: string,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await listPosts(sql, sql`p.author_id = ${authorId}`, before, limit);
}

/** Notes that a user reads their feed or listens: from now on posts are written to it. */
export async function markActive(sql: Sql, userId: string): Promise<void> {
  await sql`
    update users set last_active_at = now()
    where id = ${userId} and last_active_at < now() - interval '1 hour'`;
}

async function listPosts(
  sql: Sql,
  which: postgres.PendingQuery<postgres.Row[]>,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select p.sort_id, p.id as post_id, p.author_id from posts p
    where ${which} and p.sort_id is not null and p.deleted_at is null ${below(sql, before)}
    order by p.sort_id desc limit ${limit}`;
}

function below(sql: Sql, before: string | null) {
  return before === null ? sql`` : sql`and p.sort_id < ${before}`;
}
