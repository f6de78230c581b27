import type { ConversationId, MessageId, UserId } from "../ids.ts";

/** The kinds of conversations: of two people, of a group, and a room of a space. */
export const CONVERSATION_KINDS = ["dm", "group", "room"] as const;
/** One of {@link CONVERSATION_KINDS}. */
export type ConversationKind = (typeof CONVERSATION_KINDS)[number];

/** The roles in a group or a space, the highest first. */
export const ROLES = ["owner", "moderator", "member"] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whether a role is at least as high as the one that something needs. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(needed);
}

/** Whether a role is higher than another: staff may act only on those below. */
export function isAbove(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) < ROLES.indexOf(other);
}

/** The messages that a later member sees: those since joining, or all. */
export const HISTORIES = ["joined", "all"] as const;
/** One of {@link HISTORIES}. */
export type History = (typeof HISTORIES)[number];

/** Whether a person has accepted a conversation that a stranger began. */
export const MEMBER_STATUSES = ["accepted", "request"] as const;
/** One of {@link MEMBER_STATUSES}. */
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

/** Of which messages a person wants to hear. `default` is all in DMs and groups, mentions in rooms. */
export const NOTIFY_LEVELS = ["default", "all", "mentions", "none"] as const;
/** One of {@link NOTIFY_LEVELS}. */
export type NotifyLevel = (typeof NOTIFY_LEVELS)[number];

/** The people who may write to a person first, or add them to a group. */
export const AUDIENCES = ["everyone", "following", "mutual", "nobody"] as const;
/** One of {@link AUDIENCES}. */
export type Audience = (typeof AUDIENCES)[number];

/** The part of a conversation that each message moves. */
export interface ConversationHead {
  conversationId: ConversationId;
  /** Moves with each message, edit and deletion. */
  headRev: number;
  lastSeq: number;
  lastMessageId: MessageId;
  lastMessageAt: Date;
}

/** How somebody came into a conversation or a space, or out of it. */
export type MembershipChange =
  | "created"
  | "added"
  | "invited"
  | "joined"
  | "left"
  | "removed"
  | "banned";

/** Returns the two people of a DM in the order in which it is stored. */
export function dmPair(one: UserId, other: UserId): { low: UserId; high: UserId } {
  return one < other ? { low: one, high: other } : { low: other, high: one };
}
