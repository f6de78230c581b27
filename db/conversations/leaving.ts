import type { MembershipChange } from "../../domain/conversations/conversations.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { type LockedConversation, lockOwn, lockOwnGroup, requireGroup } from "./locked.ts";
import { passOn } from "./owners.ts";

/**
 * Leaves a group. After its owner, the named member owns it, or the successor. A group that nobody
 * else can own is deleted.
 */
export async function leaveGroup(
  tx: Tx,
  userId: UserId,
  { id, ownerId = null }: { id: ConversationId; ownerId?: UserId | null | undefined },
): Promise<void> {
  const group = await lockOwn(tx.sql, id, userId);
  requireGroup(group);
  if (group.role !== "owner") {
    if (ownerId !== null) {
      throw new AppError("forbidden", "Only the owner of a group names the next one.");
    }
  } else if (!await passOn(tx, group, userId, ownerId)) {
    return await endGroup(tx, group);
  }
  await takeOut(tx, group, { userId, how: "left" });
}

/** Removes a member from a group of the owner. Fails with `not_found` if they are not in it. */
export async function removeMember(
  tx: Tx,
  ownerId: UserId,
  { id, userId }: { id: ConversationId; userId: UserId },
): Promise<void> {
  const group = await lockOwnGroup(tx.sql, id, ownerId);
  if (userId === ownerId) {
    throw new AppError("unprocessable", "You cannot remove yourself. Leave the group instead.");
  }
  await takeOut(tx, group, { userId, how: "removed" });
}

/** Deletes a group for all its members. Only its owner may do it. */
export async function deleteGroup(tx: Tx, ownerId: UserId, id: ConversationId): Promise<void> {
  await endGroup(tx, await lockOwnGroup(tx.sql, id, ownerId));
}

/** Deletes a locked group. Its memberships end at once; a job erases its messages later. */
async function endGroup({ sql, record }: Tx, { id }: LockedConversation): Promise<void> {
  const members = await sql<{ userId: UserId }[]>`
    delete from conversation_members where conversation_id = ${id} returning user_id`;
  const memberIds = members.map(({ userId }) => userId);
  await sql`
    update conversations set deleted_at = now(), members_count = 0, owner_id = null, rev = rev + 1
    where id = ${id}`;
  await sql`delete from conversation_states where conversation_id = ${id}`;
  await sql`delete from message_mentions where conversation_id = ${id}`;
  record({ type: "conversation.deleted", conversationId: id, memberIds, spaceId: null });
}

/** Takes a member out of a locked group. Fails with `not_found` if they are not in it. */
async function takeOut(
  { sql, record }: Tx,
  { id, lastSeq }: LockedConversation,
  { userId, how }: { userId: UserId; how: MembershipChange },
): Promise<void> {
  await forgetMember(sql, id, userId);
  await sql`
    update conversations set members_count = members_count - 1, rev = rev + 1 where id = ${id}`;
  record({
    type: "conversation.members_changed",
    conversationId: id,
    joinedIds: [],
    leftIds: [userId],
    how,
    afterSeq: lastSeq,
  });
}

/** Deletes the membership in a locked conversation, with all that is kept for the member. */
export async function forgetMember(sql: Sql, id: ConversationId, userId: UserId): Promise<void> {
  // The row waits for messages that the member sends at this moment.
  const { count } = await sql`
    delete from conversation_members where conversation_id = ${id} and user_id = ${userId}`;
  must(count || null, "Member not found.");
  await sql`
    update conversation_members set added_by = null
    where conversation_id = ${id} and added_by = ${userId}`;
  await sql`
    delete from conversation_states where conversation_id = ${id} and user_id = ${userId}`;
  await sql`
    delete from message_mentions where conversation_id = ${id} and user_id = ${userId}`;
}
