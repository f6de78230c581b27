import { NOTIFICATION_TYPES, type NotificationType } from "./notifications.ts";
import type { QuietHours } from "./quiet_hours.ts";

/** The ways in which a person can be notified. */
export const CHANNELS = ["inApp", "push", "email"] as const;
/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/** Which channels tell of one type of notification. */
export type ChannelChoice = Record<Channel, boolean>;

/** The notifications that a person wants, and their ways. */
export interface NotificationPreferences {
  types: Record<NotificationType, ChannelChoice>;
  /** When nothing is pushed or mailed; null is never. */
  quietHours: QuietHours | null;
}

const DEFAULT: ChannelChoice = { inApp: true, push: true, email: false };

/** The types that nobody can turn off: actions of moderators. */
export const ALWAYS_TOLD: NotificationType = "moderation";

/** Changes of the default, as they are stored. */
export type ChannelChanges = Partial<Record<NotificationType, Partial<ChannelChoice>>>;

/** The whole choice that changes of the default make. */
export function choiceOf(changes: ChannelChanges): Record<NotificationType, ChannelChoice> {
  const choices = NOTIFICATION_TYPES.map((type) => {
    const choice = { ...DEFAULT, ...changes[type] };
    return [type, type === ALWAYS_TOLD ? { ...choice, inApp: true } : choice] as const;
  });
  return Object.fromEntries(choices) as Record<NotificationType, ChannelChoice>;
}
