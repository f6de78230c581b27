import type { PostId, SessionId, UserId } from "../ids.ts";
import { invalidationsIn } from "./invalidations.ts";
import type { RulesOf } from "./rules.ts";

/** An event that moderators cause. */
export type ModerationEvent =
  /** The person concerned is notified of this action. */
  | {
    type: "moderation.acted";
    actionId: string;
    userId: UserId;
    postId: PostId | null;
    preview: string;
  }
  | { type: "suspension.changed"; userId: UserId; sessionIds: SessionId[] };

/** The rules of events of moderation. Each action has a notification of its own. */
export const moderationEvents: RulesOf<ModerationEvent> = {
  "moderation.acted": {
    notifies: ({ actionId, userId, postId, preview }) => [
      {
        userId,
        type: "moderation",
        actorId: userId,
        postId,
        subject: { type: "action", id: actionId },
        preview,
      },
    ],
  },
  "suspension.changed": {
    invalidates: ({ userId, sessionIds }) => [
      { cache: "user", id: userId },
      ...invalidationsIn("session", sessionIds),
    ],
  },
};
