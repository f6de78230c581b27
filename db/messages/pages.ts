import type { ConversationId, MessageId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** Returns the newest message of each conversation that has one. */
export async function findLastMessages(
  sql: Sql,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, MessageId>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ conversationId: ConversationId; id: MessageId }[]>`
    select c.id as conversation_id, g.id
    from conversations c
    join messages g on g.conversation_id = c.id and g.seq = c.last_seq
    where c.id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ conversationId, id }) => [conversationId, id]));
}
