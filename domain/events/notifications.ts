import type { UserId } from "../ids.ts";
import { type Retraction, subjectOf } from "../notifications/inbox.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** An event of notifications. */
export type NotificationEvent =
  /** The only object that these causes report is erased. */
  | { type: "notices.withdrawn"; withdrawals: StoredCause[] }
  /** `notificationIds` is null where the user has read all. */
  | { type: "notifications.read"; userId: UserId; notificationIds: string[] | null };

/** A cause as Postgres stores it. `commentId` is the id of its subject. */
export type StoredCause = Omit<Retraction, "subject"> & { commentId?: string | null };

/** A log entry about notifications. The inbox itself logs those that are created. */
export type NotificationLog =
  | { type: "notification.created"; ref: { notificationId: string } }
  | { type: "notification.read"; ref: { notificationIds: string[] | null } };

/** The rules of events of notifications. */
export const notificationEvents: RulesOf<NotificationEvent, NotificationLog> = {
  "notices.withdrawn": {
    retracts: ({ withdrawals }) =>
      withdrawals.map(({ commentId = null, ...cause }) => ({
        ...cause,
        subject: subjectOf({ ...cause, commentId }),
      })),
  },
  "notifications.read": {
    logs: ({ userId, notificationIds }) => ({
      topics: [userTopic(userId)],
      type: "notification.read",
      ref: { notificationIds },
    }),
  },
};
