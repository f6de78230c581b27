import type { ChangedMessage } from "../../domain/events/messages.ts";
import { dmPair } from "../../domain/conversations/conversations.ts";
import { otherOf } from "../../domain/conversations/visibility.ts";
import type { ConversationId, MessageId, UserId } from "../../domain/ids.ts";
import { leaveGroup } from "../conversations/leaving.ts";
import { deleteMessages } from "../messages/deletions.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** Makes tombstones without a sender of some messages of a user; returns of how many. */
export async function eraseMessages(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const rows = await tx.sql<{ id: MessageId }[]>`
    select id from messages where sender_id = ${userId} limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  await deleteMessages(tx, ids);
  await tx.sql`
    update messages set sender_id = null, client_id = null, sent_hash = null
    where id = any(${ids}::uuid[])`;
  return ids.length;
}

/** Deletes some reactions of a user to messages, and mentions of the user; returns how many. */
export async function eraseMessageMarks(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const { sql, record } = tx;
  const messages = await sql<ChangedMessage[]>`
    select g.id as message_id, g.conversation_id, g.seq, c.space_id
    from messages g join conversations c on c.id = g.conversation_id
    where g.id in (
      (select message_id from message_reactions where user_id = ${userId} limit ${limit})
      union (select message_id from message_mentions where user_id = ${userId} limit ${limit}))
    order by g.id
    for no key update of g`;
  const ids = messages.map(({ messageId }) => messageId);
  for (const table of ["message_reactions", "message_mentions"]) {
    await sql`
      delete from ${sql(table)} where user_id = ${userId} and message_id = any(${ids}::uuid[])`;
  }
  await sql`update messages set rev = rev + 1 where id = any(${ids}::uuid[])`;
  record(...messages.map((message) => ({ type: "message.updated" as const, ...message })));
  return messages.length;
}

/** Takes a user out of some groups; returns of how many. Others own them from now on. */
export async function leaveGroups(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const groups = await tx.sql<{ id: ConversationId }[]>`
    select c.id from conversation_members m join conversations c on c.id = m.conversation_id
    where m.user_id = ${userId} and c.kind = 'group' and c.deleted_at is null
    order by c.id limit ${limit}
    for no key update of c`;
  for (const { id } of groups) await leaveGroup(tx, userId, { id });
  // A group that ended with its last member shows nobody what they had called it.
  await tx.sql`
    update conversations set name = null, topic = null, avatar_media_id = null
    where id = any(${groups.map(({ id }) => id)}::uuid[]) and deleted_at is not null`;
  return groups.length;
}

/**
 * Takes a user out of some conversations of two people; returns of how many. The other keeps it,
 * with a random id in the user's place. Nobody keeps one without the other.
 */
export async function leaveDms({ sql, record }: Tx, userId: UserId, limit: number) {
  const dms = await sql<{ id: ConversationId; dmLow: UserId; dmHigh: UserId }[]>`
    select id, dm_low, dm_high from conversations
    where kind = 'dm' and (dm_low = ${userId} or dm_high = ${userId})
    order by id limit ${limit}
    for no key update`;
  for (const dm of dms) {
    const otherId = otherOf(dm, userId)!;
    if (await endDm(sql, dm.id, { userId, otherId })) {
      record({
        type: "conversation.updated",
        conversationId: dm.id,
        spaceId: null,
        memberIds: [otherId],
      });
    }
  }
  return dms.length;
}

/** Ends a locked DM for one of its people. Returns whether the other one keeps it. */
async function endDm(
  sql: Sql,
  id: ConversationId,
  { userId, otherId }: { userId: UserId; otherId: UserId },
): Promise<boolean> {
  for (const table of ["conversation_members", "conversation_states"]) {
    await sql`
      delete from ${sql(table)} where conversation_id = ${id} and user_id = ${userId}`;
  }
  const { count } = await sql`
    update conversation_members set added_by = null
    where conversation_id = ${id} and user_id = ${otherId}`;
  if (count === 0) {
    await sql`delete from conversations where id = ${id}`;
    return false;
  }
  const { low, high } = dmPair(otherId, crypto.randomUUID() as UserId);
  await sql`
    update conversations set dm_low = ${low}, dm_high = ${high}, members_count = 1, rev = rev + 1
    where id = ${id}`;
  return true;
}
