import type { Context } from "../../context/mod.ts";
import { countUnreadIn, type UnreadCounts } from "../../db/conversations/unread.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";

/** Returns the numbers of unread messages and mentions in conversations. */
export async function countUnread(
  { sql }: Context,
  seats: readonly Seat[],
): Promise<Map<ConversationId, UnreadCounts>> {
  const [first] = seats;
  if (first === undefined) return new Map();
  const { userId } = first.viewer;
  const places = seats.map(({ conversation, membership, state }) => ({
    conversationId: conversation.id,
    afterSeq: Math.max(membership.floorSeq, state.readSeq),
  }));
  return await countUnreadIn(sql, userId, places);
}
