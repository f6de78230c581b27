import type { NotificationType } from "../notification_types.ts";

/** The types whose notifications gather the actions of several people. */
export const GROUPED_TYPES: readonly NotificationType[] = ["like", "repost", "follow", "reaction"];

/** Whether a notification of this type gathers the actions of several people. */
export function isGrouped(type: NotificationType): boolean {
  return GROUPED_TYPES.includes(type);
}

const QUOTING_TYPES: readonly NotificationType[] = [
  "comment",
  "reply",
  "mention",
  "post_published",
];

const IMPERSONAL_TYPES: readonly NotificationType[] = [
  "post_published",
  "post_failed",
  "moderation",
];

/** Whether a notification of this type names its own receiver as the actor. */
export function isImpersonal(type: NotificationType): boolean {
  return IMPERSONAL_TYPES.includes(type);
}

/** Whether a notification shows words of its comment or, without one, of its post. */
export function isQuoting(type: NotificationType): boolean {
  return QUOTING_TYPES.includes(type);
}
