import type { MediaId, MessageId } from "../../domain/ids.ts";
import { lazyFragment, type Sql } from "../sql.ts";

/** The key that keeps a picture in one message. */
export const ATTACHED_ONCE = "message_media_media_id_key";

/**
 * Selects the pictures of messages (`wanted`) that their senders may attach, after their
 * conversations are locked. The locks make a picture that becomes ready meanwhile wait, so that it
 * then finds its message.
 */
export const usablePictures = lazyFragment((sql) =>
  sql`
    select w.position, m.id, e.place::int as place
    from wanted w
    cross join json_array_elements_text(w.media_ids) with ordinality as e (id, place)
    join media m on m.id = e.id::uuid and m.owner_id = w.sender_id
    where w.conversation_id = any((select array_agg(id) from locked)::uuid[])
      and m.purpose = 'message' and m.status in ('processing', 'ready')
      and not exists (select from message_media a where a.media_id = m.id)
    order by m.id
    for share of m`
);

/** Whether a message (the row `s`) has a picture that cannot be attached. */
export const lacksPicture = lazyFragment((sql) =>
  sql`(
    s.media_ids is not null and json_array_length(s.media_ids) > (
      select count(*) from pictures p where p.position = s.position))`
);

/** Finds the message that has a picture; null if it is in none. */
export async function findMessageWith(sql: Sql, mediaId: MediaId): Promise<MessageId | null> {
  const [row] = await sql<{ messageId: MessageId }[]>`
    select message_id from message_media where media_id = ${mediaId}`;
  return row?.messageId ?? null;
}
