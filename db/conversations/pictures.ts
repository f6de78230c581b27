import type { ConversationId, MediaId, SpaceId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Whether a picture (table alias `m`) is the one of a group, a room or a space. */
export function isGroupPicture(sql: Sql) {
  return sql`(
    exists (
      select from conversations c where c.avatar_media_id = m.id and c.deleted_at is null)
    or exists (select from spaces s where s.avatar_media_id = m.id and s.deleted_at is null)
  )`;
}

/**
 * Fails unless this picture of the user can be that of a group, a room or a space. Such pictures
 * are public, like avatars.
 */
export async function requireGroupPicture(
  sql: Sql,
  userId: UserId,
  mediaId: MediaId,
): Promise<void> {
  // The lock keeps posts from making the picture private meanwhile.
  const [media] = await sql`
    select from media
    where id = ${mediaId} and owner_id = ${userId} and status = 'ready' and purpose = 'post' and kind <> 'video'
      and placement = 'public' and wanted_placement = 'public'
    for share`;
  if (media) return;
  throw new AppError(
    "unprocessable",
    "The picture must be a processed picture of yours that no private post shows.",
  );
}

/** Records a change of a picture for the groups, rooms and spaces that it shows. */
export async function recordPictureUpdate({ sql, record }: Tx, mediaId: MediaId): Promise<void> {
  const conversations = await sql<{ conversationId: ConversationId; spaceId: SpaceId | null }[]>`
    select id as conversation_id, space_id from conversations where avatar_media_id = ${mediaId}`;
  const spaces = await sql<{ spaceId: SpaceId }[]>`
    select id as space_id from spaces where avatar_media_id = ${mediaId}`;
  record(
    ...conversations.map((place) => ({ type: "conversation.updated" as const, ...place })),
    ...spaces.map((place) => ({ type: "space.updated" as const, ...place })),
  );
}
