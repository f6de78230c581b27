import { DECLINED_DAYS, REQUESTS_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Tx } from "../transact.ts";
import { isFull, requireRoom } from "./admission.ts";
import { forgetMember, leaveGroup } from "./leaving.ts";
import { lockConversation, lockOwn } from "./locked.ts";

/** Accepts a request. Repeating it changes nothing. */
export async function acceptRequest(tx: Tx, userId: UserId, id: ConversationId): Promise<void> {
  const { sql, record } = tx;
  await lockOwn(sql, id, userId);
  const requests = await sql`
    select from conversation_members
    where conversation_id = ${id} and user_id = ${userId} and status = 'request'
    for no key update`;
  if (requests.length === 0) return;
  await sql`select from users where id = ${userId} for no key update`;
  await requireRoom(sql, userId);
  await sql`
    update conversation_members set status = 'accepted', hidden_until = null
    where conversation_id = ${id} and user_id = ${userId}`;
  record({ type: "conversation.settings_changed", conversationId: id, userId });
}

/**
 * Declines a request: leaves the group, or empties the DM and hides it for a while. Nobody else
 * notices it in a DM.
 */
export async function declineRequest(tx: Tx, userId: UserId, id: ConversationId): Promise<void> {
  const { sql, record } = tx;
  const { kind, lastSeq } = await lockOwn(sql, id, userId);
  const requests = await sql`
    select from conversation_members
    where conversation_id = ${id} and user_id = ${userId} and status = 'request'`;
  if (requests.length === 0) {
    throw new AppError("unprocessable", "You have accepted this conversation already.");
  }
  if (kind === "group") return await leaveGroup(tx, userId, { id });
  await sql`
    update conversation_members
    set floor_seq = ${lastSeq}, hidden_until = now() + ${DECLINED_DAYS} * interval '1 day'
    where conversation_id = ${id} and user_id = ${userId}`;
  record({ type: "conversation.settings_changed", conversationId: id, userId });
}

/**
 * Makes room for one more request of each of these people, whose rows are locked. Declined ones go
 * first, then the oldest. A DM stays with its sender; its receiver gets it again if they write.
 */
export async function dropOldRequests(
  tx: Tx,
  people: readonly { userId: UserId }[],
): Promise<void> {
  const { sql, record } = tx;
  const old = await sql<{ userId: UserId; conversationId: ConversationId }[]>`
    select w.user_id, r.conversation_id
    from unnest(${people.map(({ userId }) => userId)}::uuid[]) as w (user_id)
    cross join lateral (
      select conversation_id from conversation_members
      where user_id = w.user_id and status = 'request'
      order by hidden_until is null desc, id desc offset ${REQUESTS_MAX - 1}
    ) r
    order by r.conversation_id`;
  for (const { userId, conversationId } of old) {
    const conversation = await lockConversation(sql, conversationId);
    if (conversation?.kind === "group") {
      await leaveGroup(tx, userId, { id: conversationId });
    } else {
      await forgetMember(sql, conversationId, userId);
      record({ type: "conversation.settings_changed", conversationId, userId });
    }
  }
}

/** Accepts the requests of people who now follow the other person of the DM. */
export async function acceptRequestsOf(
  { sql, record }: Tx,
  followerIds: readonly UserId[],
  followeeId: UserId,
): Promise<void> {
  const accepted = await sql<{ conversationId: ConversationId; userId: UserId }[]>`
    update conversation_members m set status = 'accepted', hidden_until = null
    from unnest(${followerIds}::uuid[]) as f (id)
    join conversations c on c.kind = 'dm' and c.dm_low = least(f.id, ${followeeId}::uuid)
      and c.dm_high = greatest(f.id, ${followeeId}::uuid)
    where m.conversation_id = c.id and m.user_id = f.id and m.status = 'request'
      and not ${isFull(sql, sql`f.id`)}
    returning m.conversation_id, m.user_id`;
  record(...accepted.map((request) => ({
    type: "conversation.settings_changed" as const,
    ...request,
  })));
}
