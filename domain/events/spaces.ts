import type { MembershipChange } from "../conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../ids.ts";
import { type ConversationLog, membersLogged } from "./conversations.ts";
import { invalidationsIn, membershipsOf, rightsTo } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { spaceTopic, userTopic } from "./topics.ts";

/** An event of a space. Its rooms are conversations, and have events of these. */
export type SpaceEvent =
  | {
    type: "space.members_changed";
    spaceId: SpaceId;
    joinedIds: UserId[];
    leftIds: UserId[];
    how: MembershipChange;
    /** Whether the space is small enough that all members hear of each. */
    isTold: boolean;
  }
  /** Somebody has another role now. */
  | { type: "space.role_changed"; spaceId: SpaceId; userIds: UserId[] }
  | { type: "space.updated"; spaceId: SpaceId }
  /** `memberIds` are members whose places were cleared with it. A large space has several events. */
  | {
    type: "space.deleted";
    spaceId: SpaceId;
    memberIds?: UserId[];
    roomIds?: ConversationId[];
  };

/** A log entry about a space. */
export type SpaceLog = {
  type: "space.updated" | "space.deleted";
  ref: { spaceId: SpaceId };
};

/** The rules of events of spaces. */
export const spaceEvents: RulesOf<SpaceEvent, SpaceLog | ConversationLog> = {
  "space.members_changed": {
    lane: "talk",
    invalidates: ({ spaceId, joinedIds, leftIds }) => [
      { cache: "space", id: spaceId },
      ...membershipsOf([...joinedIds, ...leftIds]),
      // Members see the posts of the space.
      ...invalidationsIn("relations", [...joinedIds, ...leftIds]),
    ],
    logs: ({ spaceId, joinedIds, leftIds, how, isTold }) =>
      membersLogged(isTold ? spaceTopic(spaceId) : null, {
        ref: { spaceId, how },
        joinedIds,
        leftIds,
      }),
    withdraws: ({ spaceId, leftIds }) => leftIds.map((userId) => ({ userId, spaceId })),
  },
  "space.role_changed": {
    lane: "talk",
    invalidates: ({ spaceId, userIds }) => [
      { cache: "space", id: spaceId },
      ...membershipsOf(userIds),
    ],
    logs: ({ spaceId, userIds }) => ({
      topics: [spaceTopic(spaceId), ...userIds.map(userTopic)],
      type: "space.updated",
      ref: { spaceId },
    }),
  },
  "space.updated": {
    lane: "talk",
    invalidates: ({ spaceId }) => [{ cache: "space", id: spaceId }],
    logs: ({ type, spaceId }) => ({ topics: [spaceTopic(spaceId)], type, ref: { spaceId } }),
  },
  "space.deleted": {
    lane: "talk",
    invalidates: ({ spaceId, memberIds = [], roomIds = [] }) => [
      { cache: "space", id: spaceId },
      ...invalidationsIn("conversation", roomIds),
      ...membershipsOf(memberIds),
      ...invalidationsIn("relations", memberIds),
      ...rightsTo(spaceTopic(spaceId)),
    ],
    logs: ({ type, spaceId, memberIds = [] }) => ({
      topics: [spaceTopic(spaceId), ...memberIds.map(userTopic)],
      type,
      ref: { spaceId },
    }),
    withdraws: ({ spaceId, memberIds = [] }) => memberIds.map((userId) => ({ userId, spaceId })),
  },
};
