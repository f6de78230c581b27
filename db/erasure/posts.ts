import type { MediaId, PostId, SpaceId, UserId } from "../../domain/ids.ts";
import { POST_RESTORE_DAYS } from "../../domain/limits.ts";
import { eraseMediaWhere } from "../media/erasing.ts";
import { isUsed } from "../media/uses.ts";
import { listMediaIds } from "../posts/media.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Finds any post of an author, deleted or not; null if there is none. */
export async function findAnyPostOf(sql: Sql, authorId: UserId): Promise<PostId | null> {
  const [post] = await sql<{ id: PostId }[]>`
    select id from posts where author_id = ${authorId} limit 1`;
  return post?.id ?? null;
}

/** Erases some likes, reposts and comments of a post that is being erased; returns how many. */
export async function eraseEngagement(
  { sql }: Tx,
  postId: PostId,
  limit: number,
): Promise<number> {
  // Writers of comments lock the post first too, and erasing a pinned comment changes the post.
  await sql`select from posts where id = ${postId} for no key update`;
  const { count } = await one(sql<{ count: number }[]>`
    with likes_gone as (
      -- The post names the partition, where the places of rows are unique.
      delete from likes where post_id = ${postId} and ctid = any(array(
        select ctid from likes where post_id = ${postId} limit ${limit}))
      returning 1
    ), reposts_gone as (
      delete from reposts where ctid = any(array(
        select ctid from reposts where post_id = ${postId} limit ${limit}))
      returning 1
    ), comments_gone as (
      delete from comments where ctid = any(array(
        select ctid from comments where post_id = ${postId} limit ${limit}))
      returning 1
    )
    select ((select count(*) from likes_gone) + (select count(*) from reposts_gone)
      + (select count(*) from comments_gone))::int as count`);
  return count;
}

/** Erases a post with its tags, mentions, grants and links. Its author keeps its pictures. */
export async function erasePost({ sql, record }: Tx, postId: PostId): Promise<void> {
  const [post] = await sql<{ authorId: UserId; spaceId: SpaceId | null }[]>`
    delete from posts where id = ${postId} returning author_id, space_id`;
  // Recorded even for a post that was deleted before, so that any data stored since is removed.
  if (post) record({ type: "post.deleted", postId, ...post });
}

/** Erases some pictures of a user without posts, and lists their objects for deletion. */
export async function eraseMedia({ sql }: Tx, ownerId: UserId, limit: number): Promise<number> {
  return await eraseMediaWhere(
    sql,
    sql`id in (select id from media where owner_id = ${ownerId} limit ${limit})`,
  );
}

/** Erases those of these pictures that nothing uses. */
async function eraseUnused(sql: Sql, mediaIds: readonly MediaId[]): Promise<void> {
  if (mediaIds.length === 0) return;
  await eraseMediaWhere(
    sql,
    sql`id in (
      select m.id from media m where m.id = any(${mediaIds}::uuid[]) and not ${isUsed(sql)})`,
  );
}

/** Lists some posts that were deleted too long ago to be restored, in the order of their ids. */
export async function listPostsToErase(
  sql: Sql,
  after: string,
  limit: number,
): Promise<{ id: PostId }[]> {
  return await sql<{ id: PostId }[]>`
    select id from posts
    where deleted_at < now() - ${POST_RESTORE_DAYS} * interval '1 day' and id > ${after}
    order by id limit ${limit}`;
}

/** Erases a deleted post and its otherwise unused pictures. Returns false if there is none. */
export async function eraseDeletedPost(tx: Tx, postId: PostId): Promise<boolean> {
  const [post] = await tx.sql`
    select from posts where id = ${postId} and deleted_at is not null for update`;
  if (!post) return false;
  const mediaIds = await listMediaIds(tx.sql, postId);
  await erasePost(tx, postId);
  await eraseUnused(tx.sql, mediaIds);
  return true;
}
