import type postgres from "postgres";
import { type ConversationId, FIRST_ID, type UserId } from "../../domain/ids.ts";
import { conversationVisibleTo, floorOf, messageShownTo } from "../conversations/visibility.ts";
import type { Sql } from "../sql.ts";
import { isoTime, seenPerson } from "./columns.ts";
import type { Exported, ExportedKind } from "./kind.ts";

/** A conversation of an export, which has a file of its messages. */
export interface ExportedConversation {
  place: ConversationId;
  /** Whether the export has all messages that the user sees. Otherwise it has their own. */
  isWhole: boolean;
}

/** The DMs and groups of a user, and other conversations with messages of theirs. */
export async function listExportedConversations(
  sql: Sql,
  userId: UserId,
  after: string,
  limit: number,
): Promise<ExportedConversation[]> {
  return await sql<ExportedConversation[]>`
    select c.id as place,
      c.kind <> 'room' and ${conversationVisibleTo(sql, userId)} as is_whole
    from conversations c
    where c.id > ${after} and c.id in (
      select conversation_id from conversation_members where user_id = ${userId}
      union select conversation_id from messages where sender_id = ${userId})
    order by c.id limit ${limit}`;
}

/** The messages of a conversation of an export, in their order. */
export async function exportMessages(
  sql: Sql,
  userId: UserId,
  { place: id, isWhole }: ExportedConversation,
  after: string,
  limit: number,
): Promise<Exported[]> {
  const afterSeq = after === FIRST_ID ? 0 : Number(after);
  const floor = isWhole ? floorOf(sql, userId) : sql`0`;
  const isShown = isWhole ? messageShownTo(sql, userId) : sql`(g.deleted_at is null)`;
  return await sql<Exported[]>`
    select g.seq::text as place,
      jsonb_build_object('messageId', g.id, 'seq', g.seq, 'isDeleted', not ${isShown},
        'createdAt', ${isoTime(sql, "g.created_at")})
      || case when ${isShown} then ${contentOf(sql, userId, floor)} else '{}' end as item
    from messages g
    join conversations c on c.id = g.conversation_id
    left join users u on u.id = g.sender_id
    where g.conversation_id = ${id} and g.seq > ${afterSeq}
      and ${isWhole ? sql`g.seq > ${floor}` : sql`g.sender_id = ${userId}`}
    order by g.seq limit ${limit}`;
}

/** The DMs and groups of a user, with the user's settings. */
export const EXPORTED_CONVERSATION_KINDS: Readonly<Record<string, ExportedKind>> = {
  conversations: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select c.id as place, jsonb_build_object('conversationId', c.id, 'type', c.kind,
      'name', c.name, 'topic', c.topic, 'role', m.role, 'status', m.status,
      'readSeq', coalesce(s.read_seq, 0), 'notify', coalesce(s.notify, 'default'),
      'mutedUntil', ${isoTime(sql, "s.muted_until")},
      'isArchived', coalesce(s.is_archived, false),
      'joinedAt', ${isoTime(sql, "m.joined_at")}) as item
    from conversation_members m
    join conversations c on c.id = m.conversation_id
    left join conversation_states s
      on s.conversation_id = c.id and s.user_id = m.user_id
    where m.user_id = ${userId} and c.id > ${after} and ${conversationVisibleTo(sql, userId)}
    order by c.id limit ${limit}`,

  spaces: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select s.id as place, jsonb_build_object('spaceId', s.id, 'name', s.name, 'role', m.role,
      'joinedAt', ${isoTime(sql, "m.joined_at")}) as item
    from space_members m join spaces s on s.id = m.space_id
    where m.user_id = ${userId} and s.id > ${after} and s.deleted_at is null
    order by s.id limit ${limit}`,

  message_reactions: (sql, userId, after, limit) =>
    sql<Exported[]>`
    select id as place, jsonb_build_object('messageId', message_id, 'emoji', emoji) as item
    from message_reactions where user_id = ${userId} and id > ${after} order by id limit ${limit}`,
};

function contentOf(sql: Sql, userId: UserId, floor: postgres.Fragment) {
  return sql`jsonb_build_object('sender', ${seenPerson(sql, userId)}, 'body', g.body,
    'cipher', translate(encode(g.cipher, 'base64'), E'\n', ''), 'preview', g.preview,
    'mediaIds', coalesce((
      select jsonb_agg(a.media_id order by a.position) from message_media a
      where a.message_id = g.id), '[]'),
    'parentId', (
      select p.id from messages p where p.id = g.parent_id and p.seq > ${floor}),
    'editedAt', ${isoTime(sql, "g.edited_at")}, 'expiresAt', ${isoTime(sql, "g.expires_at")})`;
}
