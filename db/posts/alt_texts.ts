import type { MediaId, PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Media } from "../../domain/media/media.ts";
import { must } from "../../lib/errors.ts";
import { recordMediaUpdate } from "../media/media.ts";
import { mediaObject } from "../media/columns.ts";
import { keepVersions } from "./versions.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A new description of a picture by its owner. */
export interface AltTextChange {
  mediaId: MediaId;
  ownerId: UserId;
  altText: string;
}

/**
 * Describes a picture for people who cannot see it. This counts as an edit of every post that was
 * published with the picture.
 */
export async function updateAltText(tx: Tx, change: AltTextChange): Promise<Media> {
  const { sql } = tx;
  const { mediaId, ownerId, altText } = change;
  // Lock posts before their pictures, as everywhere.
  await lockPostsWith(sql, change);
  const [row] = await sql<{ media: Media }[]>`
    select ${mediaObject(sql)} as media from media m
    where m.id = ${mediaId} and m.owner_id = ${ownerId} for no key update`;
  const { media } = must(row, "Picture not found.");
  if (media.altText === altText) return media;
  // Another post may have added the picture just before it was locked.
  await editPosts(tx, await lockPostsWith(sql, change));
  await sql`update media set alt_text = ${altText}, updated_at = now() where id = ${mediaId}`;
  await recordMediaUpdate(tx, mediaId, ownerId);
  return { ...media, altText };
}

/** Locks the published or archived posts with this picture, even deleted ones. Returns the ids. */
async function lockPostsWith(sql: Sql, { mediaId, ownerId }: AltTextChange): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id from posts p
    where p.author_id = ${ownerId} and p.status in ('published', 'archived')
      and p.id in (select post_id from post_media where media_id = ${mediaId})
    order by p.id for no key update`;
  return rows.map((row) => row.id);
}

async function editPosts(tx: Tx, postIds: readonly PostId[]): Promise<void> {
  if (postIds.length === 0) return;
  const now = new Date();
  await keepVersions(tx.sql, postIds, now);
  const edited = await tx.sql<
    { postId: PostId; authorId: UserId; spaceId: SpaceId | null; isDeleted: boolean }[]
  >`
    update posts set edited_at = ${now} where id = any(${postIds}::uuid[])
    returning id as post_id, author_id, space_id, deleted_at is not null as is_deleted`;
  for (const { isDeleted, ...post } of edited) {
    if (isDeleted) continue;
    tx.record({ type: "post.updated", ...post, mentionedIds: [] });
  }
}
