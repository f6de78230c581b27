import type postgres from "postgres";
import type { CommentId, PostId, UserId } from "../../domain/ids.ts";
import type { LikedPost } from "../../domain/engagement/likes.ts";
import type { StoredCause } from "../../domain/events/notifications.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import { deleteThread } from "../comments/threads.ts";
import { endFollow } from "../people/follows.ts";
import { lockUsers } from "../locks.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Takes back some likes of a user, even of posts that are hidden from them; returns how many. */
export async function withdrawLikes(
  { sql, record }: Tx,
  userId: UserId,
  limit: number,
): Promise<number> {
  const posts = await lockPosts(
    sql,
    sql`
    select post_id from likes where user_id = ${userId} order by post_id limit ${limit}`,
  );
  const likes = await sql<{ id: string; postId: PostId; rev: number; isTold: boolean }[]>`
    delete from likes where user_id = ${userId} and post_id = any(${[...posts.keys()]}::uuid[])
    returning id, post_id, rev, is_told`;
  if (likes.length === 0) return 0;
  const counted = await sql<Counters[]>`
    update posts set likes_count = likes_count - 1, counters_rev = counters_rev + 1
    where id = any(${likes.map(({ postId }) => postId)}::uuid[])
    returning ${counters(sql)}`;
  const byPost = new Map(counted.map((row) => [row.postId, row]));
  record({
    type: "likes.changed",
    posts: likes.map(({ postId, ...like }): LikedPost => ({
      authorId: posts.get(postId)!,
      counters: { ...byPost.get(postId)! },
      liked: [],
      unliked: [{ ...like, userId }],
    })),
  });
  return likes.length;
}

/** Erases some comments of a user and hides the replies to them; returns how many. */
export async function eraseComments(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const { sql } = tx;
  const posts = await lockPosts(
    sql,
    sql`
    select post_id from comments where author_id = ${userId} order by id limit ${limit}`,
  );
  const comments = await sql<{ id: CommentId }[]>`
    select id from comments
    where author_id = ${userId} and post_id = any(${[...posts.keys()]}::uuid[])
    order by id limit ${limit}`;
  for (const { id } of comments) await deleteThread(tx, id);
  const { count } = await sql`
    delete from comments where id = any(${comments.map(({ id }) => id)}::uuid[])`;
  return count;
}

/** Ends follows and requests between a user and some people; returns how many people. */
export async function endFollowsOf(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const rows = await tx.sql<{ id: UserId }[]>`
    (select followee_id as id from follows where follower_id = ${userId} limit ${limit})
    union (select follower_id from follows where followee_id = ${userId} limit ${limit})
    union (select target_id from follow_requests where requester_id = ${userId} limit ${limit})
    union (select requester_id from follow_requests where target_id = ${userId} limit ${limit})
    limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  await lockUsers(tx.sql, [userId, ...ids]);
  for (const id of ids) {
    await endFollow(tx, userId, id);
    await endFollow(tx, id, userId);
  }
  return ids.length;
}

/** Retracts some of the causes that name a user as the actor; returns the last of them. */
export async function retractCausesOf(
  { sql, record }: Tx,
  actorId: UserId,
  { after, limit }: { after: string; limit: number },
): Promise<string | null> {
  const rows = await sql<(Omit<StoredCause, "actorId"> & { id: string })[]>`
    select id, user_id, type, post_id, comment_id from notification_actors
    where actor_id = ${actorId} and id > ${after}
    order by id limit ${limit}`;
  if (rows.length === 0) return null;
  const withdrawals: StoredCause[] = rows.map(({ id: _, ...row }) => ({ ...row, actorId }));
  record({ type: "notices.withdrawn", withdrawals });
  return rows.at(-1)!.id;
}

/** Locks posts in the order of their ids; returns their authors. */
async function lockPosts(
  sql: Sql,
  ids: postgres.Fragment,
): Promise<Map<string, UserId>> {
  const rows = await sql<{ id: string; authorId: UserId }[]>`
    select id, author_id from posts where id in (${ids}) order by id for no key update`;
  return new Map(rows.map((row) => [row.id, row.authorId]));
}

function counters(sql: Sql) {
  return sql`
    id as post_id, likes_count as likes, comments_count as comments, reposts_count as reposts,
    counters_rev as rev`;
}
