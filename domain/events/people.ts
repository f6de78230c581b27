import type { UserId } from "../ids.ts";
import type { Logged, RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event between people. */
export type PeopleEvent =
  | {
    type: "follow.created";
    id: string;
    followerId: UserId;
    followeeId: UserId;
    /** The followee has accepted a request. */
    isAccepted: boolean;
  }
  | { type: "follow.deleted"; followerId: UserId; followeeId: UserId }
  | { type: "follow_request.created"; id: string; requesterId: UserId; targetId: UserId }
  | { type: "follow_request.ended"; requesterId: UserId; targetId: UserId }
  | { type: "block.changed"; blockerId: UserId; blockedId: UserId }
  /** The view of a person has changed: mutes, a list of close friends, a post shown to them. */
  | { type: "relations.changed"; userId: UserId };

/** A log entry about a follow or a request. */
export type FollowLog = {
  type: "follow.updated";
  ref: { followerId: UserId; followeeId: UserId; isFollowing: boolean; requested: boolean };
};

/** The rules of events between people. Nothing reveals a block, a mute or a list of friends. */
export const peopleEvents: RulesOf<PeopleEvent, FollowLog> = {
  "follow.created": {
    invalidates: ({ followerId }) => [{ cache: "relations", id: followerId }],
    logs: ({ followerId, followeeId }) => followUpdated(followerId, followeeId, "following"),
    // The followee who accepted a request knows of the follow; the follower waits for it.
    notifies: ({ id, followerId, followeeId, isAccepted }) =>
      isAccepted
        ? [{ id, userId: followerId, type: "follow_accepted", actorId: followeeId }]
        : [{ id, userId: followeeId, type: "follow", actorId: followerId }],
  },
  "follow.deleted": {
    invalidates: ({ followerId }) => [{ cache: "relations", id: followerId }],
    logs: ({ followerId, followeeId }) => followUpdated(followerId, followeeId, "none"),
    retracts: ({ followerId, followeeId }) => [
      { userId: followeeId, type: "follow", actorId: followerId },
      { userId: followerId, type: "follow_accepted", actorId: followeeId },
    ],
  },
  "follow_request.created": {
    logs: ({ requesterId, targetId }) => followUpdated(requesterId, targetId, "requested"),
    notifies: ({ id, requesterId, targetId }) => [
      { id, userId: targetId, type: "follow_request", actorId: requesterId },
    ],
  },
  "follow_request.ended": {
    logs: ({ requesterId, targetId }) => followUpdated(requesterId, targetId, "none"),
    retracts: ({ requesterId, targetId }) => [
      { userId: targetId, type: "follow_request", actorId: requesterId },
    ],
  },
  "block.changed": {
    invalidates: (
      { blockerId, blockedId },
    ) => [{ cache: "relations", id: blockerId }, { cache: "relations", id: blockedId }],
  },
  "relations.changed": {
    invalidates: ({ userId }) => [{ cache: "relations", id: userId }],
  },
};

function followUpdated(
  followerId: UserId,
  followeeId: UserId,
  state: "following" | "requested" | "none",
): Logged<FollowLog> {
  const isFollowing = state === "following";
  const requested = state === "requested";
  return {
    topics: [userTopic(followerId), userTopic(followeeId)],
    type: "follow.updated",
    ref: { followerId, followeeId, isFollowing, requested },
  };
}
