import { type NotificationType } from "../notification_types.ts";

/** The types of which several people's doings are told in one notification. */
export const GROUPED_TYPES: readonly NotificationType[] = ["like", "repost", "follow", "reaction"];

/** Whether several people's doings are told in one notification. */
export function isGrouped(type: NotificationType): boolean {
  return GROUPED_TYPES.includes(type);
}

const QUOTING_TYPES: readonly NotificationType[] = [
  "comment",
  "reply",
  "mention",
  "post_published",
];

/** Whether a notification shows words of the comment or, without one, of the post that it names. */
export function isQuoting(type: NotificationType): boolean {
  return QUOTING_TYPES.includes(type);
}
