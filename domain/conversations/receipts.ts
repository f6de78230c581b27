import type { PersonAudience, Viewer } from "../posts/posts.ts";
import { canSeeUser } from "../posts/visibility.ts";
import type { ConversationKind } from "./conversations.ts";
import { RECEIPTS_MEMBERS_MAX } from "./limits.ts";

/** A member of a conversation, as far as it decides who sees receipts. */
export type Reader = Pick<PersonAudience, "id" | "isSuspended" | "isDeleted"> & {
  showsReceipts: boolean;
  hasAccepted: boolean;
};

/** Whether the members of a conversation see how far others have read. */
export function hasReceipts(
  { kind, membersCount }: { kind: ConversationKind; membersCount: number },
): boolean {
  return kind !== "room" && membersCount <= RECEIPTS_MEMBERS_MAX;
}

/**
 * The only rule for who sees how far another member has read. Both have accepted the conversation
 * and show their own receipts, and the viewer sees the person. `isReadShown` in
 * `db/conversations/receipts.ts` decides by it whether an event is for the others at all.
 */
export function canSeeReceipt(viewer: Viewer, own: Reader, other: Reader): boolean {
  const isShowing = ({ showsReceipts, hasAccepted }: Reader) => showsReceipts && hasAccepted;
  return isShowing(own) && isShowing(other) && canSeeUser(viewer, other);
}
