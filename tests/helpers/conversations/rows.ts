import type { NotifyLevel } from "../../../domain/conversations/conversations.ts";
import { type ConversationId, type MessageId, newId, type UserId } from "../../../domain/ids.ts";
import { one } from "../../../db/sql.ts";
import { transact } from "../../../db/transact.ts";
import type { TestApp } from "../app/app.ts";

type App = Pick<TestApp, "ctx">;
type Somebody = { id: UserId };

/** Stores a DM of two people, or a group of which the first one is the owner. */
export async function insertTalk(
  { ctx }: App,
  kind: "dm" | "group",
  people: readonly Somebody[],
  options: { requestOf?: Somebody } = {},
): Promise<ConversationId> {
  const id = newId() as ConversationId;
  const ids = people.map((person) => person.id);
  const [low, high] = kind === "dm" ? ids.toSorted() : [];
  await transact(ctx.db, async ({ sql, record }) => {
    await sql`
      insert into conversations (id, kind, dm_low, dm_high, owner_id, name, members_count)
      values (${id}, ${kind}, ${low ?? null}, ${high ?? null}, ${kind === "group" ? ids[0]! : null},
        ${kind === "group" ? "Lakes" : null}, ${ids.length})`;
    for (const userId of ids) {
      const isFirst = userId === ids[0];
      await sql`
        insert into conversation_members (conversation_id, user_id, role, status, added_by, id)
        values (${id}, ${userId}, ${kind === "group" && isFirst ? "owner" : "member"},
          ${options.requestOf?.id === userId ? "request" : "accepted"},
          ${isFirst ? null : ids[0]!}, ${newId()})`;
    }
    record({ type: "conversation.created", conversationId: id, memberIds: ids, spaceId: null });
  });
  return id;
}

/** Stores a message as a sender does: with the next number, under the lock of the conversation. */
export async function insertMessage(
  { ctx }: App,
  conversationId: ConversationId,
  sender: Somebody,
  { body = "hello", mentions = [] }: { body?: string; mentions?: readonly Somebody[] } = {},
): Promise<{ messageId: MessageId; seq: number }> {
  const messageId = newId() as MessageId;
  return await transact(ctx.db, async ({ sql, record }) => {
    const { seq, at, ...place } = await one(sql<
      { seq: number; at: Date; spaceId: null; headRev: number }[]
    >`
      update conversations set last_seq = last_seq + 1, head_rev = head_rev + 1,
        last_message_at = greatest(last_message_at, clock_timestamp())
      where id = ${conversationId}
      returning last_seq as seq, last_message_at as at, space_id, head_rev`);
    await sql`
      insert into messages (conversation_id, seq, id, sender_id, client_id, body, created_at)
      values (${conversationId}, ${seq}, ${messageId}, ${sender.id}, ${messageId}, ${body}, ${at})`;
    for (const { id } of mentions) {
      await sql`
        insert into message_mentions (user_id, conversation_id, seq, message_id)
        values (${id}, ${conversationId}, ${seq}, ${messageId})`;
    }
    const messages = [{ messageId, seq, senderId: sender.id }];
    const head = { ...place, lastMessageAt: at.getTime() };
    record({ type: "messages.created", of: [{ conversationId, ...head, messages }] });
    return { messageId, seq };
  });
}

/** Deletes a message: its number stays. */
export async function deleteMessage(
  { ctx }: App,
  conversationId: ConversationId,
  messageId: MessageId,
): Promise<void> {
  await transact(ctx.db, async ({ sql, record }) => {
    const { spaceId } = await one(sql<{ spaceId: null }[]>`
      update conversations set head_rev = head_rev + 1 where id = ${conversationId}
      returning space_id`);
    const { seq } = await one(sql<{ seq: number }[]>`
      update messages set deleted_at = now(), body = null where id = ${messageId} returning seq`);
    await sql`delete from message_mentions where message_id = ${messageId}`;
    record({ type: "message.deleted", conversationId, spaceId, messageId, seq });
  });
}

/** Changes what somebody wants to hear of a conversation. */
export async function setHearing(
  { ctx }: App,
  conversationId: ConversationId,
  { id: userId }: Somebody,
  { notify = "default", mutedUntil = null, isArchived = false }: {
    notify?: NotifyLevel;
    mutedUntil?: Date | null;
    isArchived?: boolean;
  },
): Promise<void> {
  await transact(ctx.db, async ({ sql, record }) => {
    await sql`
      insert into conversation_states (user_id, conversation_id, notify, muted_until, is_archived)
      values (${userId}, ${conversationId}, ${notify}, ${mutedUntil}, ${isArchived})
      on conflict (user_id, conversation_id) do update set notify = excluded.notify,
        muted_until = excluded.muted_until, is_archived = excluded.is_archived`;
    record({ type: "conversation.settings_changed", conversationId, userId });
  });
}

/** Takes somebody out of a group. */
export async function deleteMember(
  { ctx }: App,
  conversationId: ConversationId,
  { id: userId }: Somebody,
): Promise<void> {
  await transact(ctx.db, async ({ sql, record }) => {
    const { afterSeq } = await one(sql<{ afterSeq: number }[]>`
      update conversations set members_count = members_count - 1 where id = ${conversationId}
      returning last_seq as after_seq`);
    await sql`
      delete from conversation_members
      where conversation_id = ${conversationId} and user_id = ${userId}`;
    const change = { joinedIds: [], leftIds: [userId], how: "left" as const, afterSeq };
    record({ type: "conversation.members_changed", conversationId, ...change });
  });
}

/** Puts somebody into a group, who sees the messages from now on. */
export async function insertMember(
  { ctx }: App,
  conversationId: ConversationId,
  { id: userId }: Somebody,
): Promise<void> {
  await transact(ctx.db, async ({ sql, record }) => {
    const { afterSeq } = await one(sql<{ afterSeq: number }[]>`
      update conversations set members_count = members_count + 1 where id = ${conversationId}
      returning last_seq as after_seq`);
    await sql`
      insert into conversation_members (conversation_id, user_id, floor_seq, id)
      values (${conversationId}, ${userId}, ${afterSeq}, ${newId()})`;
    const change = { joinedIds: [userId], leftIds: [], how: "joined" as const, afterSeq };
    record({ type: "conversation.members_changed", conversationId, ...change });
  });
}
