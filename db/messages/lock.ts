import type postgres from "postgres";
import { conversationVisibleTo, floorOf, messageShownTo } from "../conversations/visibility.ts";
import type { ConversationKind, Role } from "../../domain/conversations/conversations.ts";
import type { ChangedMessage } from "../../domain/events/messages.ts";
import type { ConversationId, MessageId, SpaceId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";

/** A message that somebody in its conversation wants to change. */
export interface LockedMessage extends ChangedMessage {
  /** Null if the sender is erased. */
  senderId: UserId | null;
  body: string | null;
  /** The sender of the message that it answers. */
  answeredId: UserId | null;
  isEncrypted: boolean;
  /** Whether the viewer sees more than a tombstone. */
  isShown: boolean;
  /** The viewer's role in the group or in the space of the room. */
  role: Role;
  /** The sender's role; null if they are not there any more. */
  senderRole: Role | null;
}

/**
 * Locks a message that the viewer may know of, and the viewer's membership. A change that dates the
 * numbers of the conversation also locks the conversation, before both. Throws `not_found`.
 */
export async function lockMessage(
  sql: Sql,
  viewerId: UserId,
  messageId: MessageId,
  { withConversation }: { withConversation: boolean },
): Promise<LockedMessage> {
  const place = must(await findPlace(sql, messageId), "Message not found.");
  const { conversationId, spaceId } = place;
  if (withConversation) {
    await sql`select from conversations where id = ${conversationId} for no key update`;
  }
  // A removal deletes this row, so nothing is changed after it.
  await (spaceId === null
    ? sql`
      select from conversation_members
      where conversation_id = ${conversationId} and user_id = ${viewerId} for key share`
    : sql`
      select from space_members
      where space_id = ${spaceId} and user_id = ${viewerId} for key share`);
  const [message] = await sql<LockedMessage[]>`
    select g.id as message_id, g.conversation_id, c.space_id, g.seq, g.sender_id, g.body,
      (select p.sender_id from messages p where p.id = g.parent_id) as answered_id,
      c.encryption <> 'none' as is_encrypted,
      ${messageShownTo(sql, viewerId)} as is_shown,
      ${roleIn(sql, sql`${viewerId}`)} as role, ${roleIn(sql, sql`g.sender_id`)} as sender_role
    from messages g join conversations c on c.id = g.conversation_id
    where g.id = ${messageId} and ${conversationVisibleTo(sql, viewerId)}
      and g.seq > ${floorOf(sql, viewerId)}
    for no key update of g`;
  return must(message, "Message not found.");
}

interface Place {
  conversationId: ConversationId;
  kind: ConversationKind;
  spaceId: SpaceId | null;
}

async function findPlace(sql: Sql, messageId: MessageId): Promise<Place | undefined> {
  const [place] = await sql<Place[]>`
    select c.id as conversation_id, c.kind, c.space_id
    from messages g join conversations c on c.id = g.conversation_id where g.id = ${messageId}`;
  return place;
}

/** The role of a user in the conversation (alias `c`), or in its space. */
function roleIn(sql: Sql, userId: postgres.Fragment) {
  return sql`coalesce((
    select sm.role from space_members sm
    where sm.space_id = c.space_id and sm.user_id = ${userId}), (
    select cm.role from conversation_members cm
    where cm.conversation_id = c.id and cm.user_id = ${userId}))`;
}

/** Dates what was counted and shown of a conversation. Its row is locked. */
export async function moveHead(sql: Sql, conversationId: ConversationId): Promise<void> {
  await sql`update conversations set head_rev = head_rev + 1 where id = ${conversationId}`;
}
