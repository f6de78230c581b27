import type { ConversationId, UserId } from "../ids.ts";

/** The users that one request may ask about. */
export const PRESENCE_IDS_MAX = 100;
/** Somebody without a connection stays online for so long: a phone that changes its network. */
export const ONLINE_FOR_MS = 30_000;
/** A change of one person's presence is announced at most this often. */
export const PRESENCE_INTERVAL_MS = 10_000;
/** Somebody who types is shown for this time, unless they type on. */
export const TYPING_MS = 6000;
/** One person is shown to type at most this often. */
export const TYPING_INTERVAL_MS = 3000;
/** With more live connections to a room at one instance, nobody is shown to type there. */
export const TYPING_FOLLOWERS_MAX = 200;

/** Whether somebody is online, and the minute in which they were last. */
export interface Presence {
  userId: UserId;
  isOnline: boolean;
  /** Unix milliseconds. */
  lastSeenAt: number | null;
}

/** Somebody who types in a conversation. */
export interface Typing {
  conversationId: ConversationId;
  userId: UserId;
  /** Unix milliseconds. */
  until: number;
}

const MINUTE_MS = 60_000;

/** Returns a time without its seconds: nobody learns more precisely when somebody was there. */
export function toMinute(time: number): number {
  return time - time % MINUTE_MS;
}
