import type postgres from "postgres";
import type { PostId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** A place in a feed. */
export interface FeedPlace {
  sortId: string;
  postId: PostId;
  authorId: UserId;
  /** The user whose repost brought the post there, if one did. */
  reposterId?: UserId | null;
}

/**
 * The home feed of a user below a place, computed from Postgres. It has own posts, posts and reposts
 * of followed people, and posts with these tags or in these spaces. The caller checks the visibility
 * of each post.
 */
export async function listHomeFeed(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
  tags: readonly string[] = [],
  spaceIds: readonly string[] = [],
): Promise<FeedPlace[]> {
  return await sql<FeedPlace[]>`
    select r.sort_id, r.post_id, r.author_id, r.reposter_id
    from (
      select followee_id as id from follows where follower_id = ${userId}
      union all select ${userId}::uuid
    ) a
    cross join lateral (
      (select p.sort_id, p.id as post_id, p.author_id, null::uuid as reposter_id from posts p
      where p.author_id = a.id and p.sort_id is not null and p.deleted_at is null
        ${below(sql, before)}
      order by p.sort_id desc limit ${limit})
      ${repostsOf(sql, "reposts", userId, before, limit)}
      ${repostsOf(sql, "undone_reposts", userId, before, limit)}
    ) r
    ${tags.length === 0 ? sql`` : tagged(sql, tags, before, limit)}
    ${spaceIds.length === 0 ? sql`` : inSpaces(sql, spaceIds, before, limit)}
    order by sort_id desc limit ${limit}`;
}

// A repost that was taken back keeps its place for a while, as it may be the first of several of a
// post. Deleted and archived posts are included, because they may come back.
function repostsOf(
  sql: Sql,
  table: "reposts" | "undone_reposts",
  userId: UserId,
  before: string | null,
  limit: number,
) {
  return sql`
    union all
    (select d.id, d.post_id, p.author_id, a.id from ${sql(table)} d join posts p on p.id = d.post_id
    where d.user_id = a.id and a.id <> ${userId}
      ${before === null ? sql`` : sql`and d.id < ${before}`}
    order by d.id desc limit ${limit})`;
}

function tagged(sql: Sql, tags: readonly string[], before: string | null, limit: number) {
  return sql`
    union
    select t.sort_id, t.post_id, p.author_id, null::uuid
    from unnest(${tags}::text[]) as w (tag)
    cross join lateral (
      select sort_id, post_id from post_tags
      where tag = w.tag and sort_id is not null
        ${before === null ? sql`` : sql`and sort_id < ${before}`}
      order by sort_id desc limit ${limit}
    ) t
    join posts p on p.id = t.post_id`;
}

function inSpaces(sql: Sql, spaceIds: readonly string[], before: string | null, limit: number) {
  return sql`
    union
    select s.sort_id, s.id, s.author_id, null::uuid
    from unnest(${spaceIds}::uuid[]) as j (id)
    cross join lateral (
      select p.sort_id, p.id, p.author_id from posts p
      where p.space_id = j.id and p.sort_id is not null and p.deleted_at is null
        and not p.is_reply ${below(sql, before)}
      order by p.sort_id desc limit ${limit}
    ) s`;
}

/** The public posts of everybody below a place, newest first, without replies. */
export async function listPublicPosts(
  sql: Sql,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await listPosts(
    sql,
    sql`p.privacy = 'public' and not p.is_reply`,
    before,
    limit,
  );
}

/** An author's published posts below a place, newest first, without a check of visibility. */
export async function listPostsOf(
  sql: Sql,
  authorId: UserId,
  before: string | null,
  limit: number,
): Promise<FeedPlace[]> {
  return await listPosts(sql, sql`p.author_id = ${authorId}`, before, limit);
}

/** Records that a user reads or subscribes to their feed, so that new posts are written to it. */
export async function markActive(sql: Sql, userId: UserId): Promise<void> {
  await sql`
    update users set last_active_at = now()
    where id = ${userId} and last_active_at < now() - interval '1 hour'`;
}

async function listPosts(
  sql: Sql,
  which: postgres.Fragment,
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
