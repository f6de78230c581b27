import type { ConversationId, SpaceId, UserId } from "../ids.ts";
import type { PersonAudience, Viewer } from "../posts/posts.ts";
import { canSeeUser } from "../posts/visibility.ts";
import { type ConversationKind, isAtLeast, type Role } from "./conversations.ts";

/** The part of a conversation that the rule needs. */
export interface ConversationAudience {
  id: ConversationId;
  kind: ConversationKind;
  spaceId: SpaceId | null;
  /** The two people of a DM. */
  dmLow: UserId | null;
  dmHigh: UserId | null;
  viewRole: Role;
  isDeleted: boolean;
}

/** A membership: of a DM or a group, or of the space of a room. */
export interface SeatAudience {
  role: Role;
  /** Whether the space of a room is deleted. */
  isSpaceDeleted: boolean;
}

/** The part of a message that the rule needs. */
export interface MessageAudience {
  seq: number;
  senderId: UserId | null;
  isDeleted: boolean;
  isTakenDown: boolean;
  /** A job deletes it soon after that. */
  expiresAt: Date | null;
}

/** How a viewer sees a message: whole, as a tombstone, or not at all. */
export type MessageSight = "shown" | "tombstone" | "missing";

/**
 * The only rule for who sees a conversation. `conversationVisibleTo` in `db/conversations/
 * visibility.ts` does the same in SQL. `other` is the other person of a DM, or undefined if their
 * account is erased.
 */
export function canSeeConversation(
  viewer: Viewer,
  conversation: ConversationAudience,
  seat: SeatAudience | null,
  other: Pick<PersonAudience, "id" | "isSuspended" | "isDeleted"> | undefined,
): boolean {
  if (seat === null || conversation.isDeleted) return false;
  switch (conversation.kind) {
    case "group":
      return true;
    case "room":
      return !seat.isSpaceDeleted && isAtLeast(seat.role, conversation.viewRole);
    case "dm":
      // A block hides it from both. A suspension or a deletion only ends the sending.
      return other === undefined || !viewer.hidden.has(other.id);
  }
}

/** The only rule for how somebody in a conversation sees one of its messages. */
export function sightOf(
  viewer: Viewer,
  message: MessageAudience,
  sender: Pick<PersonAudience, "id" | "isSuspended" | "isDeleted"> | undefined,
  floorSeq: number,
  now: number = Date.now(),
): MessageSight {
  if (message.seq <= floorSeq) return "missing";
  if (message.expiresAt !== null && message.expiresAt.getTime() <= now) return "tombstone";
  if (message.isDeleted || sender === undefined || !canSeeUser(viewer, sender)) return "tombstone";
  return message.isTakenDown && sender.id !== viewer.userId ? "tombstone" : "shown";
}

/** Returns the other person of a DM. */
export function otherOf(
  { dmLow, dmHigh }: Pick<ConversationAudience, "dmLow" | "dmHigh">,
  userId: UserId,
): UserId | null {
  return dmLow === userId ? dmHigh : dmLow;
}
