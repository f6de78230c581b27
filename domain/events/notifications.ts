import type { Retraction } from "../notifications/inbox.ts";
import type { RulesOf } from "./rules.ts";
import { userTopic } from "./topics.ts";

/** What happens to notifications. */
export type NotificationEvent =
  /** Something that only these causes report is erased. */
  | { type: "notices.withdrawn"; withdrawals: Retraction[] }
  /** `notificationIds` is null where the user has read all. */
  | { type: "notifications.read"; userId: string; notificationIds: string[] | null };

/** What the logs of topics say of notifications. An inbox logs those that are created. */
export type NotificationLog =
  | { type: "notification.created"; ref: { notificationId: string } }
  | { type: "notification.read"; ref: { notificationIds: string[] | null } };

/** What events of notifications do. */
export const notificationEvents: RulesOf<NotificationEvent, NotificationLog> = {
  "notices.withdrawn": {
    retracts: ({ withdrawals }) => withdrawals,
  },
  "notifications.read": {
    logs: ({ userId, notificationIds }) => ({
      topics: [userTopic(userId)],
      type: "notification.read",
      ref: { notificationIds },
    }),
  },
};
