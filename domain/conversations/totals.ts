import type { ConversationKind, MemberStatus, NotifyLevel } from "./conversations.ts";

/** The facts that decide whether the unread messages of a conversation count in totals. */
export interface Hearing {
  kind: ConversationKind;
  status: MemberStatus;
  notify: NotifyLevel;
  /** Unix milliseconds, or 0. */
  mutedUntil: number;
  isArchived: boolean;
}

/** The unread messages and mentions of a conversation. */
export interface UnreadCounts {
  unreadCount: number;
  mentionsCount: number;
}

/** No unread messages. */
export const NOTHING_UNREAD: UnreadCounts = { unreadCount: 0, mentionsCount: 0 };

/** Returns of which messages a person wants to hear now. */
export function heardOf(hearing: Hearing, now: number): Exclude<NotifyLevel, "default"> {
  const { kind, status, notify, mutedUntil, isArchived } = hearing;
  if (status === "request" || isArchived || mutedUntil > now) return "none";
  if (notify !== "default") return notify;
  return kind === "room" ? "mentions" : "all";
}

/** Returns the part of a conversation's unread numbers that counts in totals. */
export function countedOf(hearing: Hearing, counts: UnreadCounts, now: number): UnreadCounts {
  const heard = heardOf(hearing, now);
  if (heard === "none") return NOTHING_UNREAD;
  const { unreadCount, mentionsCount } = counts;
  return { unreadCount: heard === "all" ? unreadCount : mentionsCount, mentionsCount };
}
