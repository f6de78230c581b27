import { NOTIFICATION_TYPES, type NotificationType } from "./notifications.ts";
import type { QuietHours } from "./quiet_hours.ts";

/** The ways in which a person can be notified. */
export const CHANNELS = ["inApp", "push", "email"] as const;
/** One of {@link CHANNELS}. */
export type Channel = (typeof CHANNELS)[number];

/** The channels that report one type of notification. */
export type ChannelChoice = Record<Channel, boolean>;

/** The notifications that a person wants, and their channels. */
export interface NotificationPreferences {
  types: Record<NotificationType, ChannelChoice>;
  /** The hours in which nothing is pushed or mailed; null if there are none. */
  quietHours: QuietHours | null;
}

const DEFAULT: ChannelChoice = { inApp: true, push: true, email: false };

/** The type that nobody can turn off in the app: actions of moderators. */
export const ALWAYS_TOLD: NotificationType = "moderation";

/** The differences from the default, as they are stored. */
export type ChannelChanges = Partial<Record<NotificationType, Partial<ChannelChoice>>>;

/** Applies differences to the default and returns all choices. */
export function choiceOf(changes: ChannelChanges): Record<NotificationType, ChannelChoice> {
  const choices = NOTIFICATION_TYPES.map((type) => {
    const choice = { ...DEFAULT, ...changes[type] };
    return [type, type === ALWAYS_TOLD ? { ...choice, inApp: true } : choice] as const;
  });
  return Object.fromEntries(choices) as Record<NotificationType, ChannelChoice>;
}
