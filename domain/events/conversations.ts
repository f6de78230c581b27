import type { MembershipChange } from "../conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../ids.ts";
import { type Invalidation, membershipsOf, rightsTo } from "./invalidations.ts";
import type { Logged, NewCause, RulesOf } from "./rules.ts";
import { conversationTopic, spaceTopic, userTopic } from "./topics.ts";

/** An event of a conversation: a DM, a group or a room. */
export type ConversationEvent =
  | {
    type: "conversation.created" | "conversation.deleted";
    conversationId: ConversationId;
    /** The members of a DM or a group. */
    memberIds: UserId[];
    /** The space of a room. */
    spaceId: SpaceId | null;
    /** The person who has begun a DM. The other person hears of it by its first message. */
    beganBy?: UserId;
    /** The person who has brought the others into a group. */
    addedBy?: UserId;
  }
  /** Its name, its picture, its owner or one of its settings has changed. */
  | {
    type: "conversation.updated";
    conversationId: ConversationId;
    spaceId: SpaceId | null;
    /** The members of a group who have another role now. */
    memberIds?: UserId[];
  }
  | {
    type: "conversation.members_changed";
    conversationId: ConversationId;
    joinedIds: UserId[];
    leftIds: UserId[];
    how: MembershipChange;
    /** The number of the last message before. */
    afterSeq: number;
    /** The person who has brought them into a group. */
    addedBy?: UserId;
  }
  /** Somebody has changed only their own view: what they hear of it, a request, the archive. */
  | { type: "conversation.settings_changed"; conversationId: ConversationId; userId: UserId };

/** A log entry about a conversation or about who is in it. */
export type ConversationLog =
  | {
    type: "conversation.created" | "conversation.updated" | "conversation.deleted";
    ref: { conversationId: ConversationId };
  }
  | { type: "member.joined" | "member.left"; ref: MemberRef };

/** A person who came or went, how, and where. */
export interface MemberRef {
  conversationId?: ConversationId;
  spaceId?: SpaceId;
  userId: UserId;
  /** In a DM or a group, the number of the last message before. */
  afterSeq?: number;
  how: MembershipChange;
}

/** The rules of events of conversations. */
export const conversationEvents: RulesOf<ConversationEvent, ConversationLog> = {
  "conversation.created": {
    lane: "talk",
    invalidates: invalidationsOf,
    logs: ({ type, conversationId, memberIds, spaceId, beganBy }) => ({
      topics: spaceId !== null
        ? [spaceTopic(spaceId)]
        : (beganBy === undefined ? memberIds : [beganBy]).map(userTopic),
      type,
      ref: { conversationId },
    }),
    notifies: ({ conversationId, memberIds, addedBy }) =>
      invitationsOf(conversationId, memberIds, addedBy),
  },
  "conversation.deleted": {
    lane: "talk",
    invalidates: invalidationsOf,
    logs: ({ type, conversationId, memberIds, spaceId }) => ({
      topics: [
        conversationTopic(conversationId),
        ...spaceId === null ? memberIds.map(userTopic) : [spaceTopic(spaceId)],
      ],
      type,
      ref: { conversationId },
    }),
    withdraws: ({ conversationId, memberIds }) =>
      memberIds.map((userId) => ({ userId, conversationId })),
  },
  "conversation.updated": {
    lane: "talk",
    invalidates: ({ conversationId, spaceId, memberIds = [] }) => [
      { cache: "conversation", id: conversationId },
      ...memberIds.length === 0
        ? []
        : [{ cache: "conversation_members" as const, id: conversationId }],
      ...membershipsOf(memberIds),
      // A room may be for other roles now.
      ...spaceId === null ? [] : [
        { cache: "space" as const, id: spaceId },
        ...rightsTo(conversationTopic(conversationId)),
      ],
    ],
    logs: ({ type, conversationId, spaceId }) => ({
      topics: [
        conversationTopic(conversationId),
        ...spaceId === null ? [] : [spaceTopic(spaceId)],
      ],
      type,
      ref: { conversationId },
    }),
  },
  "conversation.members_changed": {
    lane: "talk",
    invalidates: ({ conversationId, joinedIds, leftIds }) => [
      { cache: "conversation", id: conversationId },
      { cache: "conversation_members", id: conversationId },
      ...membershipsOf([...joinedIds, ...leftIds]),
    ],
    logs: ({ conversationId, joinedIds, leftIds, how, afterSeq }) =>
      membersLogged(conversationTopic(conversationId), {
        ref: { conversationId, afterSeq, how },
        joinedIds,
        leftIds,
      }),
    notifies: ({ conversationId, joinedIds, addedBy }) =>
      invitationsOf(conversationId, joinedIds, addedBy),
    withdraws: ({ conversationId, leftIds }) =>
      leftIds.map((userId) => ({ userId, conversationId })),
  },
  "conversation.settings_changed": {
    lane: "talk",
    invalidates: ({ conversationId, userId }) => [
      ...membershipsOf([userId]),
      { cache: "conversation_members", id: conversationId },
    ],
    logs: ({ conversationId, userId }) => ({
      topics: [userTopic(userId)],
      type: "conversation.updated",
      ref: { conversationId },
    }),
  },
};

/** Returns an entry for each person who came or went: for the others, and for themselves. */
export function membersLogged(
  topic: string | null,
  { ref, joinedIds, leftIds }: {
    ref: Omit<MemberRef, "userId">;
    joinedIds: readonly UserId[];
    leftIds: readonly UserId[];
  },
): Logged<ConversationLog>[] {
  const entry = (type: "member.joined" | "member.left") => (userId: UserId) => ({
    topics: topic === null ? [userTopic(userId)] : [topic, userTopic(userId)],
    type,
    ref: { ...ref, userId },
  });
  return [...joinedIds.map(entry("member.joined")), ...leftIds.map(entry("member.left"))];
}

/** People hear that somebody has brought them into a group. */
function invitationsOf(
  id: ConversationId,
  userIds: readonly UserId[],
  actorId: UserId | undefined,
): NewCause[] {
  if (actorId === undefined) return [];
  const subject = { type: "invitation" as const, id };
  return userIds.map((userId) => ({ userId, type: "invitation", actorId, subject }));
}

function invalidationsOf(
  { conversationId, memberIds, spaceId }: Extract<ConversationEvent, { memberIds: UserId[] }>,
): Invalidation[] {
  return [
    { cache: "conversation", id: conversationId },
    { cache: "conversation_members", id: conversationId },
    ...rightsTo(conversationTopic(conversationId)),
    ...membershipsOf(memberIds),
    ...spaceId === null ? [] : [{ cache: "space" as const, id: spaceId }],
  ];
}
