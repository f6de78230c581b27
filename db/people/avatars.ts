import type { MediaId, UserId } from "../../domain/ids.ts";
import type { Tx } from "../transact.ts";
import type { Sql } from "../sql.ts";

/** Makes a picture its owner's next avatar. The old one stays until the picture is processed. */
export async function setNextAvatar(sql: Sql, userId: UserId, mediaId: MediaId): Promise<void> {
  await sql`update users set next_avatar_media_id = ${mediaId} where id = ${userId}`;
}

/** Makes this picture the owner's avatar if it is their next one. */
export async function showNextAvatar(tx: Tx, mediaId: MediaId, ownerId: UserId): Promise<void> {
  const { count } = await tx.sql`
    update users
    set avatar_media_id = next_avatar_media_id, next_avatar_media_id = null, updated_at = now()
    where id = ${ownerId} and next_avatar_media_id = ${mediaId}`;
  if (count === 1) tx.record({ type: "user.updated", userId: ownerId });
}

/** Clears the owner's next avatar if it is this picture, which will never be ready. */
export async function dropNextAvatar(sql: Sql, mediaId: MediaId, ownerId: UserId): Promise<void> {
  await sql`
    update users set next_avatar_media_id = null
    where id = ${ownerId} and next_avatar_media_id = ${mediaId}`;
}

/** Removes a user's avatar. Its file is deleted when nothing else uses it. */
export async function removeAvatar(tx: Tx, userId: UserId): Promise<void> {
  const { count } = await tx.sql`
    update users
    set avatar_media_id = null, next_avatar_media_id = null, updated_at = now()
    where id = ${userId} and (avatar_media_id is not null or next_avatar_media_id is not null)`;
  if (count === 1) tx.record({ type: "user.updated", userId });
}
