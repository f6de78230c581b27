import type { ConversationId, UserId } from "../../domain/ids.ts";
import { UNREAD_MAX } from "../../domain/conversations/limits.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo } from "../visibility.ts";

/** The unread messages and mentions of a conversation. `UNREAD_MAX` means that or more. */
export interface UnreadCounts {
  unreadCount: number;
  mentionsCount: number;
}

/** Counts the messages after these places that a viewer sees and did not send. */
export async function countUnreadIn(
  sql: Sql,
  viewerId: UserId,
  places: readonly { conversationId: ConversationId; afterSeq: number }[],
): Promise<Map<ConversationId, UnreadCounts>> {
  const rows = await sql<(UnreadCounts & { conversationId: ConversationId })[]>`
    select w.conversation_id, u.unread_count, n.mentions_count
    from unnest(
      ${places.map(({ conversationId }) => conversationId)}::uuid[],
      ${places.map(({ afterSeq }) => afterSeq)}::int[]
    ) as w (conversation_id, after_seq)
    cross join lateral (
      select count(*)::int as unread_count from (
        select from messages g
        where g.conversation_id = w.conversation_id and g.seq > w.after_seq
          and g.deleted_at is null and g.takedown_id is null and g.sender_id <> ${viewerId}
          and ${userVisibleTo(sql, sql`g.sender_id`, viewerId)}
        limit ${UNREAD_MAX}) as unread
    ) u
    cross join lateral (
      select count(*)::int as mentions_count from (
        select from messages g
        where g.conversation_id = w.conversation_id and g.seq > w.after_seq
          and g.deleted_at is null and g.takedown_id is null and g.sender_id <> ${viewerId}
          and (g.mentions_all or exists (
            select from message_mentions m
            where m.user_id = ${viewerId} and m.conversation_id = g.conversation_id
              and m.seq = g.seq))
          and ${userVisibleTo(sql, sql`g.sender_id`, viewerId)}
        limit ${UNREAD_MAX}) as mentions
    ) n`;
  return new Map(rows.map(({ conversationId, ...counts }) => [conversationId, counts]));
}
