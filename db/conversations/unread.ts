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

/** Unread numbers, and what they depend on beside the messages. */
export interface CountedUnread extends Unread {
  /** When the first of the messages runs out, in Unix milliseconds; null if none does. */
  until: number | null;
  /** The senders of the messages, also those who do not count. Null if they are many. */
  senderIds: UserId[] | null;
}

/** The senders that are named. */
const SENDERS_NAMED_MAX = 64;

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
): Promise<Map<ConversationId, CountedUnread>> {
  const excluded = [userId, ...hidden];
  const rows = await sql<(CountedUnread & { conversationId: ConversationId })[]>`
    select w.conversation_id, f.id as first_id, u.unread_count, n.mentions_count, s.until,
      s.sender_ids
    from ${placesOf(sql, places)}
    cross join lateral (
      select coalesce(sum(e.messages), 0)::int as messages,
        coalesce(sum(e.messages) filter (where e.sender_id <> all(${excluded}::uuid[])
          and exists (select from users v where v.id = e.sender_id and ${isActive(sql, sql`v`)})
        ), 0)::int as counted,
        extract(epoch from min(e.expires_at))::float * 1000 as until,
        case when coalesce(sum(e.messages), 0) < ${UNREAD_MAX}
            and count(*) <= ${SENDERS_NAMED_MAX}
          then coalesce(array_agg(e.sender_id) filter (where e.sender_id is not null), '{}')
        end as sender_ids
      from (
        select g.sender_id, count(*) as messages, min(g.expires_at) as expires_at
        from (
          select g.sender_id, g.expires_at from messages g where ${isStanding(sql)}
          limit ${UNREAD_MAX}) as g
        group by g.sender_id
      ) as e
    ) s
    cross join lateral (
      select case when s.messages < ${UNREAD_MAX} then s.counted else (
        select count(*)::int from (
          select from messages g
          where ${isUnread(sql)} and g.sender_id <> all(${excluded}::uuid[])
          limit ${UNREAD_MAX}) as unread)
      end as unread_count
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

/** Whether a message comes after the place, and stands. A job deletes those that have run out. */
const isStanding = lazyFragment((sql) =>
  sql`
  g.conversation_id = w.conversation_id and g.seq > w.after_seq
  and g.deleted_at is null and g.takedown_id is null
  and (g.expires_at is null or g.expires_at > now())`
);

/** Whether such a message also has a sender who is there. */
const isUnread = lazyFragment((sql) =>
  sql`
  ${isStanding(sql)}
  and exists (select from users v where v.id = g.sender_id and ${isActive(sql, sql`v`)})`
);
