import type { ConversationId, MessageId, UserId } from "../../domain/ids.ts";
import { UNREAD_MAX } from "../../domain/conversations/limits.ts";
import type { UnreadCounts } from "../../domain/conversations/totals.ts";
import { lazyFragment, type Sql } from "../sql.ts";
import { isActive } from "../visibility.ts";

/** The unread messages and mentions of a conversation. `UNREAD_MAX` means that or more. */
export interface Unread extends UnreadCounts {
  /** The oldest unread message; null if there is none. */
  firstId: MessageId | null;
}

/** A place in a conversation, after which messages are unread. */
export interface UnreadPlace {
  conversationId: ConversationId;
  afterSeq: number;
}

/** A reader, and the people whom a block hides from them. */
export interface UnreadReader {
  userId: UserId;
  hidden: ReadonlySet<UserId>;
}

/** Counts the messages after these places that a reader sees and did not send. */
export async function countUnreadIn(
  sql: Sql,
  { userId, hidden }: UnreadReader,
  places: readonly UnreadPlace[],
): Promise<Map<ConversationId, Unread>> {
  const excluded = [userId, ...hidden];
  const rows = await sql<(Unread & { conversationId: ConversationId })[]>`
    select w.conversation_id, f.id as first_id, u.unread_count, n.mentions_count
    from ${placesOf(sql, places)}
    cross join lateral (
      select count(*)::int as unread_count from (
        select from messages g
        where ${isUnread(sql)} and g.sender_id <> all(${excluded}::uuid[])
        limit ${UNREAD_MAX}) as unread
    ) u
    cross join lateral (
      select count(*)::int as mentions_count from (
        select from messages g
        where u.unread_count > 0 and ${isUnread(sql)}
          and g.sender_id <> all(${excluded}::uuid[])
          and (g.mentions_all or exists (
            select from message_mentions m
            where m.user_id = ${userId} and m.conversation_id = g.conversation_id
              and m.seq = g.seq))
        limit ${UNREAD_MAX}) as mentions
    ) n
    left join lateral (
      select g.id from messages g
      where u.unread_count > 0 and ${isUnread(sql)} and g.sender_id <> all(${excluded}::uuid[])
      order by g.seq limit 1
    ) f on true`;
  return new Map(rows.map(({ conversationId, ...unread }) => [conversationId, unread]));
}

/** The unread messages whose senders are looked up. */
const MESSAGES_SCANNED = 100;

/** Returns the senders of the newest unread messages after these places, the latest one first. */
export async function listUnreadSenders(
  sql: Sql,
  { userId, hidden }: UnreadReader,
  places: readonly UnreadPlace[],
): Promise<Map<ConversationId, UserId[]>> {
  const rows = await sql<{ conversationId: ConversationId; senderIds: UserId[] }[]>`
    select w.conversation_id, array(
      select n.sender_id from (
        select g.sender_id, g.seq from messages g
        where ${isUnread(sql)} and g.sender_id <> all(${[userId, ...hidden]}::uuid[])
        order by g.seq desc limit ${MESSAGES_SCANNED}) as n
      group by n.sender_id order by max(n.seq) desc) as sender_ids
    from ${placesOf(sql, places)}`;
  return new Map(rows.map(({ conversationId, senderIds }) => [conversationId, senderIds]));
}

function placesOf(sql: Sql, places: readonly UnreadPlace[]) {
  return sql`
    unnest(
      ${places.map(({ conversationId }) => conversationId)}::uuid[],
      ${places.map(({ afterSeq }) => afterSeq)}::int[]
    ) as w (conversation_id, after_seq)`;
}

/** Whether a message comes after the place, stands, and has a sender who is there. */
const isUnread = lazyFragment((sql) =>
  sql`
  g.conversation_id = w.conversation_id and g.seq > w.after_seq
  and g.deleted_at is null and g.takedown_id is null
  and exists (select from users v where v.id = g.sender_id and ${isActive(sql, sql`v`)})`
);
