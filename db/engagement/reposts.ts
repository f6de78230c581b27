import { newId, type PostId, type UserId } from "../../domain/ids.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";

/** Reposts a public post that the user sees. Repeating it changes nothing. Returns its counters. */
export async function repost(tx: Tx, postId: PostId, userId: UserId): Promise<Counters> {
  const { sql } = tx;
  const { isPublic, ...post } = await lockPost(sql, postId, userId);
  if (!isPublic) throw new AppError("forbidden", "Only public posts can be reposted.");
  // A repost that is undone and made again keeps its old place in the feeds of followers.
  const [undone] = await sql<{ id: string }[]>`
    delete from undone_reposts where user_id = ${userId} and post_id = ${postId} returning id`;
  const id = undone?.id ?? newId();
  const { count } = await sql`
    insert into reposts (id, post_id, user_id) values (${id}, ${postId}, ${userId})
    on conflict do nothing`;
  if (count === 0) return await findCounters(sql, postId);
  const counters = await countReposts(sql, postId, 1);
  const { authorId } = post;
  tx.record(
    { type: "repost.created", userId, authorId, counters },
    { type: "feed.fan_out", postId, sortId: id, authorId, reposterId: userId, after: null },
  );
  return counters;
}

/** Takes a repost back, if there is one. Returns the post's counters. */
export async function undoRepost(tx: Tx, postId: PostId, userId: UserId): Promise<Counters> {
  const { sql } = tx;
  const { authorId } = await lockPost(sql, postId, userId);
  const { count } = await sql`
    with deleted as (
      delete from reposts where user_id = ${userId} and post_id = ${postId}
      returning id, post_id, user_id
    )
    insert into undone_reposts (id, post_id, user_id) select id, post_id, user_id from deleted
    on conflict (user_id, post_id) do update set id = excluded.id, undone_at = now()`;
  if (count === 0) return await findCounters(sql, postId);
  const counters = await countReposts(sql, postId, -1);
  tx.record({ type: "repost.deleted", userId, authorId, counters });
  return counters;
}

/** Locks a post that the viewer sees, so that one writer after the other changes its counters. */
async function lockPost(sql: Sql, postId: PostId, viewerId: UserId) {
  const [post] = await sql<{ authorId: UserId; isPublic: boolean }[]>`
    select p.author_id, p.status = 'published' and p.takedown_id is null and p.privacy = 'public'
      and not (select is_private from users u where u.id = p.author_id) as is_public
    from posts p
    where p.id = ${postId} and ${visibleTo(sql, viewerId)}
    for no key update`;
  return must(post, "Post not found.");
}

async function countReposts(sql: Sql, postId: PostId, delta: number): Promise<Counters> {
  return await one(sql<Counters[]>`
    update posts set reposts_count = reposts_count + ${delta}, counters_rev = counters_rev + 1
    where id = ${postId}
    returning ${columns(sql)}`);
}

async function findCounters(sql: Sql, postId: PostId): Promise<Counters> {
  return await one(sql<Counters[]>`
    select ${columns(sql)} from posts where id = ${postId}`);
}

function columns(sql: Sql) {
  return sql`
    id as post_id, likes_count as likes, comments_count as comments, reposts_count as reposts,
    counters_rev as rev`;
}

/**
 * The users who repost a post and whom the viewer sees, newest first. Only followers see the
 * reposts of a private account.
 */
export async function listReposters(
  sql: Sql,
  viewerId: UserId | null,
  postId: PostId,
  before: string | null,
  limit: number,
): Promise<Page<{ id: string; userId: UserId }>> {
  const rows = await sql<{ id: string; userId: UserId }[]>`
    select r.id, r.user_id from reposts r join users u on u.id = r.user_id
    where r.post_id = ${postId} and ${userVisibleTo(sql, sql`r.user_id`, viewerId)}
      and (not u.is_private or u.id = ${viewerId}::uuid or exists (
        select from follows f where f.follower_id = ${viewerId}::uuid and f.followee_id = u.id))
      ${before === null ? sql`` : sql`and r.id < ${before}`}
    order by r.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** Takes back some reposts of a user, even of posts that are hidden from them; returns how many. */
export async function withdrawReposts(
  { sql, record }: Tx,
  userId: UserId,
  limit: number,
): Promise<number> {
  const posts = await sql<{ id: PostId; authorId: UserId }[]>`
    select id, author_id from posts
    where id in (select post_id from reposts where user_id = ${userId}
      order by post_id limit ${limit})
    order by id for no key update`;
  for (const { id, authorId } of posts) {
    const { count } = await sql`
      delete from reposts where user_id = ${userId} and post_id = ${id}`;
    if (count === 0) continue;
    const counters = await countReposts(sql, id, -1);
    record({ type: "repost.deleted", userId, authorId, counters });
  }
  return posts.length;
}
