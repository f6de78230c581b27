import type { SessionId, UserId } from "../ids.ts";
import { type Invalidation, invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event of an account or of its sessions. */
export type AccountEvent =
  | { type: "user.created" | "user.updated"; userId: UserId }
  | { type: "session.revoked"; userId: UserId; sessionIds: SessionId[] }
  /** The permissions of these sessions and API tokens of a user have changed. */
  | { type: "access.changed"; userId: UserId; sessionIds: SessionId[] };

/** A log entry about an account. */
export type AccountLog = { type: "session.revoked"; ref: { sessionIds: SessionId[] } };

/** The rules of events of accounts. */
export const accountEvents: RulesOf<AccountEvent, AccountLog> = {
  "user.created": {},
  "user.updated": {
    invalidates: ({ userId }) => [{ cache: "user", id: userId }],
  },
  "session.revoked": {
    invalidates: invalidationsOfSessions,
    logs: ({ userId, type, sessionIds }) => ({
      topics: [userTopic(userId)],
      type,
      ref: { sessionIds },
    }),
  },
  "access.changed": {
    invalidates: invalidationsOfSessions,
  },
};

function invalidationsOfSessions(
  { userId, sessionIds }: { userId: UserId; sessionIds: SessionId[] },
): Invalidation[] {
  // Relations also hold the time when sessions last ended: addresses of pictures depend on it.
  return [{ cache: "relations", id: userId }, ...invalidationsIn("session", sessionIds)];
}
