import type postgres from "postgres";
import type { MediaId } from "../../domain/ids.ts";
import { POST_RESTORE_DAYS } from "../../domain/limits.ts";
import { UPLOAD_GRACE_SECONDS } from "../media/media.ts";
import { listMediaIds } from "../posts/media.ts";
import { one, type Sql } from "../sql.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";
import type { Tx } from "../transact.ts";

/** A post of an author's, deleted or not; null if there is none. */
export async function findAnyPostOf(sql: Sql, authorId: string): Promise<string | null> {
  const [post] = await sql<{ id: string }[]>`
    select id from posts where author_id = ${authorId} limit 1`;
  return post?.id ?? null;
}

/** Erases some likes, reposts and comments of a post that goes with them; returns how many. */
export async function eraseEngagement(
  { sql }: Tx,
  postId: string,
  limit: number,
): Promise<number> {
  // Who writes a comment locks the post first; one that was pinned has the post forget it.
  await sql`select from posts where id = ${postId} for no key update`;
  const { count } = await one(sql<{ count: number }[]>`
    with likes_gone as (
      delete from likes where ctid = any(array(
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

/** Erases a post with its tags, mentions, grants and links. Its pictures stay their author's. */
export async function erasePost({ sql, record }: Tx, postId: string): Promise<void> {
  const [post] = await sql<{ authorId: string }[]>`
    delete from posts where id = ${postId} returning author_id`;
  // Also of a post that was deleted before: whoever was told of it since forgets it now.
  if (post) record({ type: "post.deleted", postId, authorId: post.authorId });
}

/** Erases some pictures that no post uses any more, and lists their objects for deletion. */
export async function eraseMedia({ sql }: Tx, ownerId: string, limit: number): Promise<number> {
  return await eraseWhere(
    sql,
    sql`id in (select id from media where owner_id = ${ownerId} limit ${limit})`,
  );
}

/** Erases those of these pictures that nothing uses any more. */
async function eraseUnused(sql: Sql, mediaIds: readonly MediaId[]): Promise<void> {
  if (mediaIds.length === 0) return;
  await eraseWhere(
    sql,
    sql`id = any(${mediaIds}::uuid[])
      and not exists (select from post_media pm where pm.media_id = media.id)
      and not exists (
        select from users u
        where u.id = media.owner_id and media.id in (u.avatar_media_id, u.next_avatar_media_id))`,
  );
}

async function eraseWhere(sql: Sql, which: postgres.Fragment): Promise<number> {
  const gone = await sql<{ uploadKey: string; keys: string[]; uploadSeconds: number }[]>`
    delete from media
    where ${which}
    returning upload_key, array(select v ->> 'key' from jsonb_array_elements(variants) as v) as keys,
      greatest(0, extract(epoch from
        upload_expires_at + ${UPLOAD_GRACE_SECONDS} * interval '1 second' - now()))::float
        as upload_seconds`;
  await deleteObjectsLater(sql, gone.flatMap(({ keys }) => keys), 0);
  // While the address that was signed for an upload lives, it may bring the object back.
  for (const { uploadKey, uploadSeconds } of gone) {
    await deleteObjectsLater(sql, [uploadKey], uploadSeconds);
  }
  return gone.length;
}

/** Lists some posts that were deleted so long ago that nobody can restore them, by their ids. */
export async function listPostsToErase(
  sql: Sql,
  after: string,
  limit: number,
): Promise<{ id: string }[]> {
  return await sql<{ id: string }[]>`
    select id from posts
    where deleted_at < now() - ${POST_RESTORE_DAYS} * interval '1 day' and id > ${after}
    order by id limit ${limit}`;
}

/** Erases a deleted post for good, and its pictures that nothing else uses; false if it is gone. */
export async function eraseDeletedPost(tx: Tx, postId: string): Promise<boolean> {
  const [post] = await tx.sql`
    select from posts where id = ${postId} and deleted_at is not null for update`;
  if (!post) return false;
  const mediaIds = await listMediaIds(tx.sql, postId);
  await erasePost(tx, postId);
  await eraseUnused(tx.sql, mediaIds);
  return true;
}
