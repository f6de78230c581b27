import type { ChangedMessage } from "../../domain/events/messages.ts";
import type { MediaId, PostId, UserId } from "../../domain/ids.ts";
import type { Media, MediaPurpose, MediaStatus, Placement } from "../../domain/media/media.ts";
import { AppError } from "../../lib/errors.ts";
import { mediaObject } from "./columns.ts";
import { one, type Sql } from "../sql.ts";
import { recordPictureUpdate } from "../conversations/pictures.ts";
import { deleteObjectsLater } from "../outbox/storage_deletions.ts";
import { findStorageUse, requireRoom } from "./storage_uses.ts";
import type { Tx } from "../transact.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";

/** An upload may end this long after its address has expired. */
export const UPLOAD_GRACE_SECONDS = 600;

/** A picture or a video that is about to be uploaded, or whose bytes are already stored at its upload key. */
export interface NewMedia {
  id: MediaId;
  uploadId: string;
  ownerId: UserId;
  status: "pending" | "processing";
  declaredType: string;
  declaredBytes: number;
  sha256: string | null;
  uploadKey: string;
  uploadExpiresAt: Date;
  objectPrefix: string;
  placement: Placement;
  purpose: MediaPurpose;
  isVideo: boolean;
  /** The picture that the owner chose as the poster of a video. */
  posterMediaId: MediaId | null;
}

/** Creates a picture that waits for its upload or processing. Fails if its owner lacks the room. */
export async function insertMedia(
  { sql, wake }: Tx,
  media: NewMedia,
  quotaBytes: number,
): Promise<void> {
  const { placement: wantedPlacement } = media;
  await sql`insert into media ${sql({ ...media, wantedPlacement })}`;
  requireRoom(await findStorageUse(sql, media.ownerId), { quotaBytes });
  if (media.status === "processing") wake(media.isVideo ? "videos" : "media");
}

/** Finds a picture that the viewer owns, or sees in a post or as an avatar. */
export async function findMedia(
  sql: Sql,
  id: MediaId,
  viewerId: UserId | null,
): Promise<Media | null> {
  const [row] = await sql<{ media: Media }[]>`
    select ${mediaObject(sql)} as media
    from media m
    where m.id = ${id} and (
      m.owner_id = ${viewerId}
      or m.status = 'ready' and (
        exists (
          select from users u
          where u.id = m.owner_id and u.avatar_media_id = m.id
            and ${userVisibleTo(sql, sql`u.id`, viewerId)})
        or exists (
          select from post_media pm join posts p on p.id = pm.post_id
          where pm.media_id = m.id and ${visibleTo(sql, viewerId)})
      )
    )`;
  return row?.media ?? null;
}

/** An upload as its owner sees it. */
export interface Upload {
  mediaId: MediaId;
  status: MediaStatus;
  error: string | null;
  uploadKey: string;
  declaredType: string;
  declaredBytes: number;
  /** Whether it waits among the videos: by its declared type, or later by its content. */
  isVideo: boolean;
  /** How much of the processing is done, in percent. */
  progress: number;
}

/** Finds an upload of this owner. */
export async function findUpload(
  sql: Sql,
  uploadId: string,
  ownerId: UserId,
): Promise<Upload | null> {
  const [upload] = await sql<Upload[]>`
    select id as media_id, status, error, upload_key, declared_type, declared_bytes::float,
      is_video, progress
    from media where upload_id = ${uploadId} and owner_id = ${ownerId}`;
  return upload ?? null;
}

/** Records that the upload is complete, so that it is processed. Returns its status. */
export async function markUploaded(
  { sql, wake }: Tx,
  { mediaId, isVideo }: Pick<Upload, "mediaId" | "isVideo">,
): Promise<MediaStatus> {
  await sql`
    update media set status = 'processing', is_video = ${isVideo}, updated_at = now()
    where id = ${mediaId} and status = 'pending'`;
  const [media] = await sql<{ status: MediaStatus }[]>`
    select status from media where id = ${mediaId}`;
  if (!media) throw new AppError("not_found", "Upload not found.");
  wake(isVideo ? "videos" : "media");
  return media.status;
}

/** Records a change of a picture for all that show it: posts, a message, the profile, groups. */
export async function recordMediaUpdate(tx: Tx, mediaId: MediaId, ownerId: UserId): Promise<void> {
  const posts = await tx.sql<{ postId: PostId }[]>`
    select post_id from post_media where media_id = ${mediaId}`;
  tx.record({
    type: "media.updated",
    mediaId,
    ownerId,
    postIds: posts.map((post) => post.postId),
  });
  const messages = await tx.sql<ChangedMessage[]>`
    update messages g set rev = g.rev + 1
    from message_media a, conversations c
    where a.media_id = ${mediaId} and g.id = a.message_id and c.id = g.conversation_id
      and g.deleted_at is null
    returning g.id as message_id, g.conversation_id, c.space_id, g.seq`;
  for (const message of messages) tx.record({ type: "message.updated", ...message });
  const owners = await tx.sql`
    select from users where id = ${ownerId} and avatar_media_id = ${mediaId}`;
  if (owners.length > 0) tx.record({ type: "user.updated", userId: ownerId });
  await recordPictureUpdate(tx, mediaId);
}

/** Deletes an owner's picture that nothing uses, and lists its objects for deletion. */
export async function deleteMedia(tx: Tx, mediaId: MediaId, ownerId: UserId): Promise<void> {
  const { sql } = tx;
  // The lock makes a post that adds the picture concurrently wait, and find it deleted.
  const [media] = await sql<{ isInPost: boolean; isInMessage: boolean }[]>`
    select exists (
      select from post_media pm join posts p on p.id = pm.post_id
      where pm.media_id = m.id and p.deleted_at is null
    ) as is_in_post, exists (
      select from message_media a where a.media_id = m.id
    ) as is_in_message
    from media m where m.id = ${mediaId} and m.owner_id = ${ownerId} for update`;
  if (!media) throw new AppError("not_found", "Picture not found.");
  if (media.isInPost) {
    throw new AppError("conflict", "A post uses this picture. Delete the post first.");
  }
  if (media.isInMessage) {
    throw new AppError("conflict", "A message uses this picture. Delete the message first.");
  }
  await recordMediaUpdate(tx, mediaId, ownerId);
  await sql`delete from post_media where media_id = ${mediaId}`;
  await giveUpUpload(sql, mediaId);
  const { keys } = await one(sql<{ keys: string[] }[]>`
    delete from media where id = ${mediaId}
    returning array(select object_keys(variants, files)) as keys`);
  await deleteObjectsLater(sql, keys, 0);
}

/** Lists the uploaded file for deletion, at the time when nobody can upload it again. */
export async function deleteUploadLater(sql: Sql, mediaId: MediaId): Promise<void> {
  await sql`
    insert into storage_deletions (key, due_at)
    select upload_key,
      greatest(now(), upload_expires_at + ${UPLOAD_GRACE_SECONDS} * interval '1 second')
    from media where id = ${mediaId}
    on conflict (key) do update set due_at = excluded.due_at`;
}

/**
 * The same for an upload that was given up. Until its address expires, the file may still arrive,
 * so it counts as an unfinished upload of its owner.
 */
export async function giveUpUpload(sql: Sql, mediaId: MediaId): Promise<void> {
  await deleteUploadLater(sql, mediaId);
  await sql`
    update storage_deletions d set owner_id = m.owner_id, bytes = m.declared_bytes
    from media m where m.id = ${mediaId} and d.key = m.upload_key and d.due_at > now()`;
}
