/** The types of notifications. */
export const NOTIFICATION_TYPES = [
  "like",
  "comment",
  "reply",
  "reaction",
  "follow",
  "follow_request",
  "follow_accepted",
  "mention",
  "post_published",
  "repost",
  "invitation",
  "post_failed",
  "moderation",
  "message",
] as const;
/** One of {@link NOTIFICATION_TYPES}. */
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** The types whose notifications gather the actions of several people. */
export const GROUPED_TYPES: readonly NotificationType[] = ["like", "repost", "follow", "reaction"];

/** Whether a notification of this type gathers the actions of several people. */
export function isGrouped(type: NotificationType): boolean {
  return GROUPED_TYPES.includes(type);
}

const IMPERSONAL_TYPES: readonly NotificationType[] = [
  "post_published",
  "post_failed",
  "moderation",
];

/** Whether a notification of this type names its own receiver as the actor. */
export function isImpersonal(type: NotificationType): boolean {
  return IMPERSONAL_TYPES.includes(type);
}

const QUOTING_TYPES: readonly NotificationType[] = [
  "comment",
  "reply",
  "mention",
  "post_published",
];

/** Whether a notification shows words of its comment or, without one, of its post. */
export function isQuoting(type: NotificationType): boolean {
  return QUOTING_TYPES.includes(type);
}
