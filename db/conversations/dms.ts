import { dmPair } from "../../domain/conversations/conversations.ts";
import { STRANGERS_A_DAY_MAX } from "../../domain/conversations/limits.ts";
import { type ConversationId, newId, type UserId } from "../../domain/ids.ts";
import { AppError, RateLimited } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { admit, type Newcomer } from "./admission.ts";
import { insertMembers } from "./joining.ts";
import { dropOldRequests } from "./requests.ts";

/** A DM, and whether it was just begun. */
export interface OpenedDm {
  conversationId: ConversationId;
  isNew: boolean;
}

/**
 * Returns the DM of two people; begins it if there is none. However many ask at once, there is one.
 * Fails if the receiver is hidden, or does not accept messages from the sender.
 */
export async function openDm(tx: Tx, senderId: UserId, receiverId: UserId): Promise<OpenedDm> {
  const { sql, record } = tx;
  if (senderId === receiverId) {
    throw new AppError("unprocessable", "You cannot write to yourself.");
  }
  const existing = await findDm(sql, senderId, receiverId);
  if (existing !== null) return { conversationId: existing, isNew: false };
  const { conversationId, isNew, lastSeq } = await insertDm(sql, senderId, receiverId);
  const members = await sql<{ userId: UserId }[]>`
    select user_id from conversation_members where conversation_id = ${conversationId}`;
  const missing = [senderId, receiverId].filter((id) =>
    !members.some(({ userId }) => userId === id)
  );
  // A receiver can be missing whose requests were too many. Then this is another request.
  if (missing.length === 0) return { conversationId, isNew: false };
  const [receiver] = await admit(sql, senderId, [receiverId], "messages");
  const isRequest = missing.includes(receiverId) && !receiver!.isAcquainted;
  if (isRequest) await admitStranger(tx, senderId, receiver!);
  await insertMembers(sql, conversationId, {
    members: missing.map((userId) => ({
      userId,
      role: "member",
      isRequest: isRequest && userId === receiverId,
    })),
    addedBy: senderId,
    floorSeq: lastSeq,
  });
  record({
    type: "conversation.created",
    conversationId,
    memberIds: [senderId, receiverId],
    spaceId: null,
    beganBy: senderId,
  });
  return { conversationId, isNew };
}

/** Returns the DM of two people if both have it. */
async function findDm(
  sql: Sql,
  senderId: UserId,
  receiverId: UserId,
): Promise<ConversationId | null> {
  const { low, high } = dmPair(senderId, receiverId);
  const [dm] = await sql<{ id: ConversationId }[]>`
    select c.id from conversations c
    join conversation_members l on l.conversation_id = c.id and l.user_id = ${low}
    join conversation_members h on h.conversation_id = c.id and h.user_id = ${high}
    where c.kind = 'dm' and c.dm_low = ${low} and c.dm_high = ${high}`;
  return dm?.id ?? null;
}

/** Inserts the row of a DM, or locks the existing one. Others who ask wait for the commit. */
async function insertDm(sql: Sql, senderId: UserId, receiverId: UserId) {
  const { low, high } = dmPair(senderId, receiverId);
  const id = newId<"conversation">();
  const { count } = await sql`
    insert into conversations (id, kind, dm_low, dm_high, members_count)
    values (${id}, 'dm', ${low}, ${high}, 2)
    on conflict (dm_low, dm_high) where kind = 'dm' do nothing`;
  if (count === 1) return { conversationId: id, isNew: true, lastSeq: 0 };
  const existing = await one(sql<{ conversationId: ConversationId; lastSeq: number }[]>`
    select id as conversation_id, last_seq from conversations
    where kind = 'dm' and dm_low = ${low} and dm_high = ${high}
    for no key update`);
  return { ...existing, isNew: false };
}

/** Fails if somebody, whose row is locked, has begun too many DMs with strangers in a day. */
async function admitStranger(tx: Tx, senderId: UserId, receiver: Newcomer): Promise<void> {
  const { count, waitMs } = await one(tx.sql<{ count: number; waitMs: number }[]>`
    select count(*)::int,
      coalesce(extract(epoch from min(r.joined_at) + interval '1 day' - now()), 0)::float * 1000
        as wait_ms
    from conversation_members s
    join conversations c on c.id = s.conversation_id and c.kind = 'dm'
    join conversation_members r on r.conversation_id = s.conversation_id and r.user_id <> s.user_id
    where s.user_id = ${senderId} and r.added_by = ${senderId}
      and r.joined_at > now() - interval '1 day'
      and not exists (
        select from follows f where f.follower_id = r.user_id and f.followee_id = ${senderId})`);
  if (count >= STRANGERS_A_DAY_MAX) {
    throw new RateLimited(
      waitMs,
      `You can begin at most ${STRANGERS_A_DAY_MAX} conversations with strangers a day.`,
    );
  }
  await dropOldRequests(tx, [receiver]);
}
