import type { Role } from "../../domain/conversations/conversations.ts";
import { GROUP_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import { type ConversationId, newId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { admit } from "./admission.ts";
import { lockOwnGroup } from "./locked.ts";
import { dropOldRequests } from "./requests.ts";

/** A new membership of a DM or a group. */
export interface NewMember {
  userId: UserId;
  role: Role;
  /** Whether it is a request, because the member does not know who invites them. */
  isRequest: boolean;
}

/** Adds people to a group of the owner, and returns those who were not yet in it. */
export async function addMembers(
  tx: Tx,
  ownerId: UserId,
  id: ConversationId,
  userIds: readonly UserId[],
): Promise<UserId[]> {
  const { sql, record } = tx;
  const group = await lockOwnGroup(sql, id, ownerId);
  const members = await sql<{ userId: UserId }[]>`
    select user_id from conversation_members
    where conversation_id = ${id} and user_id = any(${userIds}::uuid[])`;
  const known = new Set(members.map(({ userId }) => userId));
  const newIds = [...new Set(userIds)].filter((userId) => !known.has(userId));
  if (newIds.length === 0) return [];
  requireSize(group.membersCount + newIds.length);
  const newcomers = await admit(sql, ownerId, newIds, "groups");
  await dropOldRequests(tx, newcomers.filter(({ isAcquainted }) => !isAcquainted));
  await insertMembers(sql, id, {
    addedBy: ownerId,
    floorSeq: group.history === "all" ? 0 : group.lastSeq,
    members: newcomers.map(({ userId, isAcquainted }) => ({
      userId,
      role: "member",
      isRequest: !isAcquainted,
    })),
  });
  await sql`
    update conversations set members_count = members_count + ${newIds.length}, rev = rev + 1
    where id = ${id}`;
  record({
    type: "conversation.members_changed",
    conversationId: id,
    joinedIds: newIds,
    leftIds: [],
    how: "added",
    afterSeq: group.lastSeq,
    addedBy: ownerId,
  });
  return newIds;
}

/** Inserts new members, in their order, who see the messages above `floorSeq`. */
export async function insertMembers(
  sql: Sql,
  id: ConversationId,
  { members, addedBy, floorSeq }: {
    members: readonly NewMember[];
    addedBy: UserId;
    floorSeq: number;
  },
): Promise<void> {
  const rows = members.map((member) => ({ ...member, id: newId() }));
  const asking = members.flatMap(({ userId, isRequest }) => isRequest ? [userId] : []);
  await sql`
    insert into conversation_members
      (conversation_id, user_id, role, floor_seq, status, added_by, id)
    select ${id}, m.user_id, m.role, ${floorSeq},
      case when m.user_id = any(${asking}::uuid[]) then 'request' else 'accepted' end,
      ${addedBy}, m.id
    from unnest(
      ${rows.map(({ userId }) => userId)}::uuid[],
      ${rows.map(({ role }) => role)}::text[],
      ${rows.map((row) => row.id)}::uuid[]
    ) as m (user_id, role, id)`;
  // Older messages are no news to somebody who comes.
  await sql`
    insert into conversation_states (user_id, conversation_id, read_seq)
    select m.user_id, c.id, c.last_seq
    from conversations c, unnest(${rows.map(({ userId }) => userId)}::uuid[]) as m (user_id)
    where c.id = ${id} and c.last_seq > 0
    on conflict (user_id, conversation_id) do update set read_seq = excluded.read_seq`;
}

/** Fails if a group would have more members than a group may have. */
export function requireSize(membersCount: number): void {
  if (membersCount <= GROUP_MEMBERS_MAX) return;
  throw new AppError("unprocessable", `A group can have at most ${GROUP_MEMBERS_MAX} members.`);
}
