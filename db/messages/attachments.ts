import type { MediaId, MessageId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** Finds the message that has a picture; null if it is in none. */
export async function findMessageWith(sql: Sql, mediaId: MediaId): Promise<MessageId | null> {
  const [row] = await sql<{ messageId: MessageId }[]>`
    select message_id from message_media where media_id = ${mediaId}`;
  return row?.messageId ?? null;
}
