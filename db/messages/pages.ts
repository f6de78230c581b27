import type { ConversationId, MessageId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** The place of a message in its conversation. */
export interface MessagePlace {
  id: MessageId;
  seq: number;
}

/** The messages of a conversation before a number and above the floor, newest first. */
export async function listMessagesBefore(
  sql: Sql,
  conversationId: ConversationId,
  { before, floorSeq, limit }: { before: number; floorSeq: number; limit: number },
): Promise<MessagePlace[]> {
  return await sql<MessagePlace[]>`
    select id, seq from messages
    where conversation_id = ${conversationId} and seq < ${before} and seq > ${floorSeq}
    order by seq desc limit ${limit}`;
}

/** The messages of a conversation after a number, oldest first. */
export async function listMessagesAfter(
  sql: Sql,
  conversationId: ConversationId,
  { after, limit }: { after: number; limit: number },
): Promise<MessagePlace[]> {
  return await sql<MessagePlace[]>`
    select id, seq from messages
    where conversation_id = ${conversationId} and seq > ${after}
    order by seq limit ${limit}`;
}
