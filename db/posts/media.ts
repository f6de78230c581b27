import type { MediaId, PostId, UserId } from "../../domain/ids.ts";
import type { MediaStatus, Placement } from "../../domain/media/media.ts";
import { placementFor, type PostStatus, type Privacy } from "../../domain/posts/posts.ts";
import { AppError } from "../../lib/errors.ts";
import { lockUsers } from "../locks.ts";
import { wakeMoves } from "../media/claims.ts";
import { isShownToAll, placeMedia, placeMediaOf } from "./media_placement.ts";
import { publishReadyPosts } from "./publication.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** The pictures of a post, its author, and its audience. */
export interface Album {
  authorId: UserId;
  privacy: Privacy;
  mediaIds: readonly MediaId[];
}

/** A picture that is locked until the end of the transaction. */
export interface LockedMedia {
  status: MediaStatus;
  placement: Placement;
  isShared: boolean;
}

/**
 * Locks the author and their pictures. A picture that becomes ready meanwhile waits for the lock,
 * so that it then finds the post.
 */
export async function lockAlbum(sql: Sql, { authorId, mediaIds }: Album): Promise<LockedMedia[]> {
  // The lock keeps the privacy of the account from changing meanwhile.
  await lockUsers(sql, [authorId]);
  if (mediaIds.length === 0) return [];
  const media = await sql<LockedMedia[]>`
    select status, placement, ${isShownToAll(sql)} as is_shared from media m
    where id = any(${mediaIds}::uuid[]) and owner_id = ${authorId} and purpose = 'post'
    order by id for update`;
  if (media.length < mediaIds.length) {
    throw new AppError("unprocessable", "A picture of this post does not exist.");
  }
  return media;
}

/** Fails unless a post of this status can have all these pictures. */
export function requireUsable(media: readonly LockedMedia[], status: PostStatus): void {
  const refusal = refusalOf(media, status);
  if (refusal !== null) throw new AppError("unprocessable", refusal);
}

/** Returns why a post of this status cannot have these pictures, or null if it can. */
export function refusalOf(media: readonly LockedMedia[], status: PostStatus): string | null {
  const has = (wanted: MediaStatus) => media.some((one) => one.status === wanted);
  if (has("failed")) return "A picture of this post could not be processed.";
  const mayWait = status === "draft" || status === "scheduled" || status === "failed";
  if (has("pending") && !mayWait) return "A picture of this post is not uploaded yet.";
  // A published post must be complete at any time.
  const isOut = status === "published" || status === "archived";
  if (has("processing") && isOut) {
    return "A picture of this post is still being processed. Add it when it is ready.";
  }
  return null;
}

/**
 * Requests the placement of the pictures that the audience of their post needs. Returns whether all
 * are ready and placed so.
 */
export async function placeAlbum(
  tx: Tx,
  { authorId, privacy, mediaIds }: Album,
  media: readonly LockedMedia[],
): Promise<boolean> {
  const { sql } = tx;
  const [author] = await lockUsers(sql, [authorId]);
  const placement = placementFor(privacy, author);
  // A picture that another post shows to everybody stays public.
  const wanted = media.map((one) => one.isShared ? "public" : placement);
  const { count } = await sql`
    update media m set wanted_placement = ${placement}
    where id = any(${mediaIds}::uuid[]) and wanted_placement <> ${placement}
      and (${placement} = 'public' or not ${isShownToAll(sql)})`;
  if (count > 0) {
    wakeMoves(tx.wake);
    // Another post may have waited for the former placement.
    await publishReadyPosts(tx, mediaIds);
  }
  return media.every((one, index) => one.status === "ready" && one.placement === wanted[index]);
}

/** The pictures of a post, in its author's order. */
export async function listMediaIds(sql: Sql, postId: PostId): Promise<MediaId[]> {
  const rows = await sql<{ mediaId: MediaId }[]>`
    select media_id from post_media where post_id = ${postId} order by position`;
  return rows.map((row) => row.mediaId);
}

/** Stores the pictures of a post, in its author's order. */
export async function insertPostMedia(
  sql: Sql,
  postId: PostId,
  mediaIds: readonly MediaId[],
): Promise<void> {
  await sql`
    insert into post_media (post_id, position, media_id)
    select ${postId}, m.position, m.id
    from unnest(${mediaIds}::uuid[]) with ordinality as m (id, position)`;
}

/**
 * Gives a post other pictures, or another order. The addresses of removed pictures stop working,
 * unless another post shows them to everybody.
 */
export async function replaceMedia(
  tx: Tx,
  post: Omit<Album, "mediaIds"> & { id: PostId; status: PostStatus },
  mediaIds: readonly MediaId[],
): Promise<void> {
  const { sql } = tx;
  const before = await listMediaIds(sql, post.id);
  const added = mediaIds.filter((id) => !before.includes(id));
  requireUsable(await lockAlbum(sql, { ...post, mediaIds: added }), post.status);
  await sql`delete from post_media where post_id = ${post.id}`;
  await insertPostMedia(sql, post.id, mediaIds);
  // Nobody has the address of a draft's pictures.
  if (post.status === "draft") return;
  await placeMediaOf(tx, post.id, { isNarrower: false });
  await placeMedia(tx, before.filter((id) => !mediaIds.includes(id)), { isNarrower: true });
}
