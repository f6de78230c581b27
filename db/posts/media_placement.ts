import { FIRST_ID, type MediaId, type PostId, type UserId } from "../../domain/ids.ts";
import { isGroupPicture } from "../conversations/pictures.ts";
import { wakeMoves } from "../media/claims.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive } from "../visibility.ts";

/** The number of pictures that one statement can place in its time. Accounts may have more. */
const PLACED_AT_ONCE = 500;

/**
 * Whether a picture (table alias `m`) is in a post that everybody sees, or will see after it is
 * published. Avatars and the pictures of groups and spaces are public too.
 */
export function isShownToAll(sql: Sql) {
  return sql`(
    exists (
      select from post_media pm
      join posts p on p.id = pm.post_id
      join users a on a.id = p.author_id
      where pm.media_id = m.id and p.privacy = 'public' and p.deleted_at is null
        and p.status not in ('draft', 'archived')
        and p.takedown_id is null and not a.is_private and ${isActive(sql, sql`a`)})
    or exists (
      select from users u
      where u.id = m.owner_id and ${isActive(sql, sql`u`)}
        and m.id in (u.avatar_media_id, u.next_avatar_media_id))
    or ${isGroupPicture(sql)}
  )`;
}

/**
 * Requests the placement of a post's pictures that its audience needs. If fewer people may see them
 * than before, they always get new keys, so that known addresses stop working.
 */
export async function placeMediaOf(
  tx: Tx,
  postId: PostId,
  { isNarrower }: { isNarrower: boolean },
): Promise<void> {
  const rows = await tx.sql<{ mediaId: MediaId }[]>`
    select media_id from post_media where post_id = ${postId}`;
  await placeMedia(tx, rows.map((row) => row.mediaId), { isNarrower });
}

/** The same for pictures by their ids. */
export async function placeMedia(
  { sql, wake }: Tx,
  mediaIds: readonly MediaId[],
  { isNarrower }: { isNarrower: boolean },
): Promise<void> {
  if (mediaIds.length === 0) return;
  await sql`
    update media m set
      wanted_placement = case when ${isShownToAll(sql)} then 'public' else 'private' end,
      is_rekey_wanted = m.is_rekey_wanted or ${isNarrower} and not ${isShownToAll(sql)}
    where m.id = any(${mediaIds}::uuid[])`;
  wakeMoves(wake);
}

/**
 * Requests the placement of all pictures of an author that their audiences need. Returns the ids of
 * those that have to move.
 */
export async function placeMediaOfAuthor({ sql, wake }: Tx, authorId: UserId): Promise<MediaId[]> {
  const changed: MediaId[] = [];
  for await (const ids of mediaOf(sql, authorId)) {
    const rows = await sql<{ id: MediaId }[]>`
      update media m
      set wanted_placement = case when ${isShownToAll(sql)} then 'public' else 'private' end
      where m.id = any(${ids}::uuid[])
        and exists (select from post_media pm where pm.media_id = m.id)
        and (m.wanted_placement = 'public') <> ${isShownToAll(sql)}
      returning m.id`;
    for (const { id } of rows) changed.push(id);
  }
  if (changed.length > 0) wakeMoves(wake);
  return changed;
}

/**
 * Requests the placement of all pictures of a person who was hidden from everybody or is shown
 * again. The addresses of a hidden person's pictures stop working.
 */
export async function placeMediaOfHidden(
  { sql, wake }: Tx,
  userId: UserId,
  isHidden: boolean,
): Promise<void> {
  for await (const ids of mediaOf(sql, userId)) {
    await sql`
      update media m set
        wanted_placement = case when ${isShownToAll(sql)} then 'public' else 'private' end,
        is_rekey_wanted = m.is_rekey_wanted or ${isHidden}
      where m.id = any(${ids}::uuid[]) and (
        exists (select from post_media pm where pm.media_id = m.id)
        or exists (
          select from users u
          where u.id = ${userId} and m.id in (u.avatar_media_id, u.next_avatar_media_id)))`;
  }
  wakeMoves(wake);
}

/** Yields the ids of a person's pictures, in parts of {@link PLACED_AT_ONCE}. */
async function* mediaOf(sql: Sql, ownerId: UserId): AsyncGenerator<string[]> {
  for (let after = FIRST_ID;;) {
    const rows = await sql<{ id: MediaId }[]>`
      select id from media where owner_id = ${ownerId} and id > ${after}
      order by id limit ${PLACED_AT_ONCE}`;
    if (rows.length === 0) return;
    yield rows.map(({ id }) => id);
    after = rows.at(-1)!.id;
  }
}
