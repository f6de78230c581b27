import { isAbove, isAtLeast, type Role } from "../../domain/conversations/conversations.ts";
import type { ChangedMessage } from "../../domain/events/messages.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { eraseMediaWhere } from "../media/erasing.ts";
import type { Tx } from "../transact.ts";
import { type LockedMessage, lockMessage } from "./lock.ts";

/**
 * Deletes a message, as its sender, the owner of the group, or the staff of the space. A repeat
 * changes nothing.
 */
export async function deleteMessage(
  tx: Tx,
  { messageId, viewerId }: { messageId: MessageId; viewerId: UserId },
): Promise<void> {
  const message = await lockMessage(tx.sql, viewerId, messageId, { withConversation: true });
  if (mayDelete(message, viewerId)) return void await deleteLocked(tx, [messageId]);
  // Staff learn nothing about a tombstone: it may be a message of somebody above them.
  if (message.isShown || !isStaff(message)) {
    throw new AppError("forbidden", "Only its sender and those in charge can delete a message.");
  }
}

function mayDelete(message: LockedMessage, viewerId: UserId): boolean {
  const { senderId, senderRole, role } = message;
  if (senderId === viewerId) return true;
  return isStaff(message) && (senderRole === null || isAbove(role, senderRole));
}

/** Whether somebody may delete messages of others: the owner of a group, the staff of a space. */
function isStaff({ spaceId, role }: LockedMessage): boolean {
  const needed: Role = spaceId === null ? "owner" : "moderator";
  return isAtLeast(role, needed);
}

/**
 * Empties some messages that stay as tombstones, with their mentions, reactions and pictures. Locks
 * their conversations first. Messages that were deleted before stay as they are. Returns how many
 * were not.
 */
export async function deleteMessages(tx: Tx, messageIds: readonly MessageId[]): Promise<number> {
  if (messageIds.length === 0) return 0;
  await tx.sql`
    select from conversations
    where id in (select conversation_id from messages where id = any(${messageIds}::uuid[]))
    order by id for no key update`;
  await tx.sql`
    select from messages where id = any(${messageIds}::uuid[]) order by id for no key update`;
  return await deleteLocked(tx, messageIds);
}

/** The same for messages that are locked with their conversations. */
async function deleteLocked(
  { sql, record, wake }: Tx,
  messageIds: readonly MessageId[],
): Promise<number> {
  const deleted = await sql<(ChangedMessage & { isAnnounced: boolean })[]>`
    update messages g
    set body = null, cipher = null, epoch = null, parent_id = null, mentions_all = false,
      preview = null, edited_at = null, expires_at = null, rev = g.rev + 1,
      deleted_at = greatest(clock_timestamp(), g.created_at)
    from messages old join conversations c on c.id = old.conversation_id
    where g.id = any(${messageIds}::uuid[]) and g.deleted_at is null and old.id = g.id
    returning g.id as message_id, g.conversation_id, c.space_id, g.seq,
      old.parent_id is not null
        or exists (select from message_mentions m where m.message_id = g.id)
        or exists (select from message_reactions r where r.message_id = g.id) as is_announced`;
  const ids = deleted.map(({ messageId }) => messageId);
  if (ids.length === 0) return 0;
  await sql`delete from message_mentions where message_id = any(${ids}::uuid[])`;
  await sql`delete from message_reactions where message_id = any(${ids}::uuid[])`;
  const pictures = sql`
    id in (select media_id from message_media where message_id = any(${ids}::uuid[]))`;
  if (await eraseMediaWhere(sql, pictures) > 0) wake("objects");
  await sql`
    update conversations set head_rev = head_rev + 1
    where id = any(${[...new Set(deleted.map((one) => one.conversationId))]}::uuid[])`;
  for (const message of deleted) record({ type: "message.deleted", ...message });
  return ids.length;
}
