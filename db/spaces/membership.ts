import type { MembershipChange } from "../../domain/conversations/conversations.ts";
import { SPACE_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import { type InvitationId, newId, type SpaceId, type UserId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import type { Tx } from "../transact.ts";
import { countMembers } from "./counts.ts";
import { type LockedSpace, requireFreePlace } from "./lock.ts";

/** A person who enters a space, and the way by which they come. */
export interface Arrival {
  userId: UserId;
  how: MembershipChange;
  invitationId: InvitationId | null;
}

/**
 * Makes somebody a member of a locked space. Earlier messages in its rooms count as read; in rooms
 * that show only later ones, they stay hidden.
 */
export async function admit(
  tx: Tx,
  { id, membersCount }: Pick<LockedSpace, "id" | "membersCount">,
  { userId, how, invitationId }: Arrival,
): Promise<void> {
  const { sql, record } = tx;
  if (membersCount >= SPACE_MEMBERS_MAX) {
    throw new AppError(
      "unprocessable",
      `A space can have at most ${SPACE_MEMBERS_MAX} members. This one is full.`,
    );
  }
  await requireFreePlace(sql, userId);
  await sql`
    insert into space_members (id, space_id, user_id, invitation_id)
    values (${newId()}, ${id}, ${userId}, ${invitationId})`;
  await sql`
    insert into conversation_states (user_id, conversation_id, read_seq, floor_seq)
    select ${userId}, c.id, c.last_seq, case c.history when 'joined' then c.last_seq else 0 end
    from conversations c
    where c.space_id = ${id} and c.kind = 'room' and c.deleted_at is null
    on conflict (user_id, conversation_id) do update
      set read_seq = excluded.read_seq, floor_seq = excluded.floor_seq`;
  const isTold = await countMembers(tx, { id, from: membersCount, to: membersCount + 1 });
  record({
    type: "space.members_changed",
    spaceId: id,
    joinedIds: [userId],
    leftIds: [],
    how,
    isTold,
  });
}

/** Ends the membership of somebody in a locked space. Nothing of its rooms is kept for them. */
export async function dismiss(
  tx: Tx,
  { id, membersCount }: Pick<LockedSpace, "id" | "membersCount">,
  userId: UserId,
  how: MembershipChange,
): Promise<void> {
  const { sql, record } = tx;
  // It waits for messages that the member is sending, and later ones find no member.
  await sql`delete from space_members where space_id = ${id} and user_id = ${userId}`;
  await sql`
    delete from conversation_states t using conversations c
    where t.user_id = ${userId} and c.id = t.conversation_id and c.space_id = ${id}`;
  const isTold = await countMembers(tx, { id, from: membersCount, to: membersCount - 1 });
  record({
    type: "space.members_changed",
    spaceId: id,
    joinedIds: [],
    leftIds: [userId],
    how,
    isTold,
  });
}

/** A space and one of its people. */
export interface SpacePerson {
  spaceId: SpaceId;
  userId: UserId;
}
