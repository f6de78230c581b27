import { newId, type PostId } from "../../domain/ids.ts";
import { lackOf } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { lockAuthorOf } from "../locks.ts";
import { contentOf, type LockedPost, lockPost } from "./lock.ts";
import { placeMediaOf } from "./media_placement.ts";
import { listMediaIds, lockAlbum, placeAlbum, requireUsable } from "./media.ts";
import { listTags } from "./tags.ts";
import { announce } from "./publication.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/**
 * Publishes an unpublished post. An archived one returns to its old place. Any other gets a new
 * place, as soon as all its pictures are ready.
 */
export async function publishPost(
  tx: Tx,
  postId: PostId,
  { photoOnly }: { photoOnly: boolean },
): Promise<void> {
  const post = await lockPost(tx.sql, postId);
  await lockAuthorOf(tx.sql, postId);
  if (post.status === "published") {
    throw new AppError("conflict", "This post is already published.");
  }
  if (post.status === "processing") {
    throw new AppError("conflict", "This post will be published when its pictures are ready.");
  }
  if (post.status === "archived") return await unarchive(tx, post);
  const lack = lackOf(await contentOf(tx.sql, postId), photoOnly);
  if (lack !== null) throw new AppError("unprocessable", lack);
  const album = { ...post, mediaIds: await listMediaIds(tx.sql, postId) };
  const media = await lockAlbum(tx.sql, album);
  requireUsable(media, "processing");
  await sendOut(tx, post, { isReady: await placeAlbum(tx, album, media), isScheduled: false });
}

/**
 * Publishes a post, or lets it wait for its pictures, which must be locked. The author is notified
 * if a schedule publishes it.
 */
export async function sendOut(
  tx: Tx,
  { id, authorId }: Pick<LockedPost, "id" | "authorId">,
  { isReady, isScheduled }: { isReady: boolean; isScheduled: boolean },
): Promise<void> {
  const sortId = newId();
  await tx.sql`
    update posts set status = ${isReady ? "published" : "processing"},
      sort_id = ${isReady ? sortId : null}, created_at = now(),
      publish_at = case when ${isScheduled} then publish_at end
    where id = ${id}`;
  if (isReady) return await announce(tx, [{ id, sortId, authorId }]);
  recordChange(tx, { id, authorId });
}

/** Hides a published post from everybody but its author. It keeps its place and its data. */
export async function archivePost(tx: Tx, postId: PostId): Promise<void> {
  const post = await lockPost(tx.sql, postId);
  if (post.status === "archived") return;
  if (post.status !== "published") {
    throw new AppError("conflict", "Only a published post can be archived.");
  }
  await tx.sql`
    update posts set status = 'archived', archived_sort_id = sort_id, sort_id = null
    where id = ${postId}`;
  await countPost(tx.sql, post, -1);
  await placeMediaOf(tx, postId, { isNarrower: true });
  const { authorId, spaceId } = post;
  tx.record({ type: "post.deleted", postId, authorId, spaceId });
}

async function unarchive(tx: Tx, post: LockedPost): Promise<void> {
  const [{ sortId }] = await tx.sql<[{ sortId: string }]>`
    update posts p set status = 'published', sort_id = p.archived_sort_id, archived_sort_id = null
    where id = ${post.id} returning sort_id`;
  await bringBack(tx, post, sortId);
}

/** Shows a post again at its old place. Nobody is notified a second time. */
export async function bringBack(tx: Tx, post: LockedPost, sortId: string): Promise<void> {
  const { id: postId, authorId, spaceId } = post;
  await countPost(tx.sql, post, 1);
  await placeMediaOf(tx, postId, { isNarrower: false });
  const place = { postId, sortId, authorId };
  const tags = await listTags(tx.sql, postId);
  tx.record({ type: "post.created", ...place, mentionedIds: [], tags, spaceId });
  // Feeds that were built meanwhile do not contain it.
  if (post.privacy !== "private") {
    tx.record({ type: "feed.fan_out", ...place, after: null });
  }
}

async function countPost(sql: Sql, post: LockedPost, delta: 1 | -1): Promise<void> {
  if (post.isTakenDown) return;
  await sql`update users set posts_count = posts_count + ${delta} where id = ${post.authorId}`;
}

/** Notifies the author's devices of a change of a post that only they see. */
export function recordChange({ record }: Tx, post: Pick<LockedPost, "id" | "authorId">): void {
  const { id: postId, authorId } = post;
  record({ type: "post.updated", postId, authorId, mentionedIds: [] });
}
