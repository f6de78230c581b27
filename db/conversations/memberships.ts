import type { MemberStatus, NotifyLevel, Role } from "../../domain/conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** The membership of a user in a DM or a group. */
export interface Membership {
  role: Role;
  /** The user sees the messages above. */
  floorSeq: number;
  status: MemberStatus;
  /** The user who added them or began the DM; null if they did it themselves. */
  addedBy: UserId | null;
  /** A declined request is hidden until then: Unix milliseconds, or 0. */
  hiddenUntil: number;
  /** Unix milliseconds. */
  joinedAt: number;
}

/** The membership of a user in a space. */
export interface SpaceMembership {
  role: Role;
  /** Unix milliseconds. */
  joinedAt: number;
  /** The id of the membership: the order of joining. */
  id: string;
}

/** How far a user has read a conversation, and the messages that they want to hear of. */
export interface ConversationState {
  readSeq: number;
  /** Of a room: the user sees the messages above. */
  floorSeq: number;
  notify: NotifyLevel;
  /** Unix milliseconds, or 0. */
  mutedUntil: number;
  isArchived: boolean;
}

/** All conversations and spaces of a user. Rooms are those of the spaces. */
export interface Memberships {
  userId: UserId;
  conversations: ReadonlyMap<ConversationId, Membership>;
  spaces: ReadonlyMap<SpaceId, SpaceMembership>;
  /** Conversations without a state have {@link NO_STATE}. */
  states: ReadonlyMap<ConversationId, ConversationState>;
}

/** The state of a conversation that the user has not read or changed. */
export const NO_STATE: ConversationState = {
  readSeq: 0,
  floorSeq: 0,
  notify: "default",
  mutedUntil: 0,
  isArchived: false,
};

interface MembershipsRow {
  userId: UserId;
  conversations: (Membership & { conversationId: ConversationId })[];
  spaces: (SpaceMembership & { spaceId: SpaceId })[];
  states: (ConversationState & { conversationId: ConversationId })[];
}

/** Loads the memberships of users. They may be of deleted conversations and spaces. */
export async function loadMemberships(
  sql: Sql,
  userIds: readonly UserId[],
): Promise<Map<string, Memberships>> {
  const rows = await sql<MembershipsRow[]>`
    select u.id as user_id,
      coalesce((
        select json_agg(json_build_object('conversationId', conversation_id, 'role', role,
          'floorSeq', floor_seq, 'status', status, 'addedBy', added_by,
          'hiddenUntil', coalesce(extract(epoch from hidden_until) * 1000, 0),
          'joinedAt', extract(epoch from joined_at) * 1000))
        from conversation_members where user_id = u.id), '[]') as conversations,
      coalesce((
        select json_agg(json_build_object('spaceId', space_id, 'role', role, 'id', id,
          'joinedAt', extract(epoch from joined_at) * 1000))
        from space_members where user_id = u.id), '[]') as spaces,
      coalesce((
        select json_agg(json_build_object('conversationId', conversation_id, 'readSeq', read_seq,
          'floorSeq', floor_seq, 'notify', notify,
          'mutedUntil', coalesce(extract(epoch from muted_until) * 1000, 0),
          'isArchived', is_archived))
        from conversation_states where user_id = u.id), '[]') as states
    from users u where u.id = any(${userIds}::uuid[])`;
  return new Map(rows.map((row) => [row.userId, membershipsOf(row)]));
}

function membershipsOf({ userId, conversations, spaces, states }: MembershipsRow): Memberships {
  return {
    userId,
    conversations: new Map(
      conversations.map(({ conversationId, ...one }) => [conversationId, one]),
    ),
    spaces: new Map(spaces.map(({ spaceId, ...one }) => [spaceId, one])),
    states: new Map(states.map(({ conversationId, ...one }) => [conversationId, one])),
  };
}
