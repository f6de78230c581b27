import { successorOf } from "../../domain/conversations/succession.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive, isBlocked } from "../visibility.ts";
import { lockConversation, type LockedConversation, lockOwnGroup } from "./locked.ts";

/**
 * Returns who owns a locked group after its owner: the oldest moderator, else the oldest member.
 * They are neither suspended nor deleted, and stay so until the transaction ends. Returns null if
 * nobody is left.
 */
async function findSuccessor(
  sql: Sql,
  groupId: ConversationId,
  ownerId: UserId,
): Promise<UserId | null> {
  for (const role of ["moderator", "member"] as const) {
    // Somebody who was deleted while this waited for their row is passed over.
    const candidates = await sql<{ userId: UserId; role: "moderator" | "member"; id: string }[]>`
      select m.user_id, m.role, m.id from conversation_members m join users u on u.id = m.user_id
      where m.conversation_id = ${groupId} and m.role = ${role} and m.user_id <> ${ownerId}
        and ${isActive(sql, sql`u`)}
      order by m.id limit 1
      for share of u`;
    const successor = successorOf(candidates);
    if (successor !== null) return successor;
  }
  return null;
}

/** Makes another member the owner of a group. The old owner becomes a moderator. */
export async function giveGroup(
  tx: Tx,
  ownerId: UserId,
  { id, userId }: { id: ConversationId; userId: UserId },
): Promise<void> {
  const group = await lockOwnGroup(tx.sql, id, ownerId);
  if (userId === ownerId) return;
  await requireCandidate(tx.sql, id, { ownerId, userId });
  await handOver(tx, group, ownerId, userId);
}

/**
 * Finds an owner for a locked group whose owner goes: the named member, or the successor. Returns
 * whether there is one.
 */
export async function passOn(
  tx: Tx,
  group: LockedConversation,
  ownerId: UserId,
  namedId: UserId | null,
): Promise<boolean> {
  if (namedId !== null) await requireCandidate(tx.sql, group.id, { ownerId, userId: namedId });
  const successor = namedId ?? await findSuccessor(tx.sql, group.id, ownerId);
  if (successor === null) return false;
  await handOver(tx, group, ownerId, successor);
  return true;
}

/**
 * Gives all groups of somebody who is away for good or for long to their successors. They stay
 * moderators. A group in which nobody else is active keeps its owner.
 */
export async function passOnGroups(tx: Tx, ownerId: UserId): Promise<void> {
  const groups = await tx.sql<{ id: ConversationId }[]>`
    select id from conversations
    where owner_id = ${ownerId} and kind = 'group' and deleted_at is null
    order by id
    for no key update`;
  for (const { id } of groups) {
    const group = await lockConversation(tx.sql, id);
    if (group !== null) await passOn(tx, group, ownerId, null);
  }
}

/** Fails with `not_found` unless somebody is a member whom the owner sees. */
async function requireCandidate(
  sql: Sql,
  id: ConversationId,
  { ownerId, userId }: { ownerId: UserId; userId: UserId },
): Promise<void> {
  const [candidate] = await sql`
    select from conversation_members m join users u on u.id = m.user_id
    where m.conversation_id = ${id} and m.user_id = ${userId} and m.user_id <> ${ownerId}
      and ${isActive(sql, sql`u`)} and not ${isBlocked(sql, userId, ownerId)}
    for share of u`;
  must(candidate, "Member not found.");
}

async function handOver(
  { sql, record }: Tx,
  { id, spaceId }: LockedConversation,
  ownerId: UserId,
  userId: UserId,
): Promise<void> {
  await sql`
    update conversation_members
    set role = case when user_id = ${userId} then 'owner' else 'moderator' end
    where conversation_id = ${id} and user_id in (${ownerId}, ${userId})`;
  await sql`update conversations set owner_id = ${userId}, rev = rev + 1 where id = ${id}`;
  record({
    type: "conversation.updated",
    conversationId: id,
    spaceId,
    memberIds: [ownerId, userId],
  });
}
