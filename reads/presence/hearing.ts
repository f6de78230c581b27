import type { Context } from "../../context/mod.ts";
import { RECEIPTS_MEMBERS_MAX } from "../../domain/conversations/limits.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { findSeats, type Seat } from "../conversations/access.ts";

/** Whether the viewer may be shown that somebody types in a conversation. */
export async function hearsTyping(
  ctx: Context,
  viewerId: UserId,
  { conversationId, userId }: { conversationId: ConversationId; userId: UserId },
): Promise<boolean> {
  return await seatBeside(ctx, viewerId, conversationId, userId) !== null;
}

/** Whether somebody in the same DM or small group is shown to the viewer as online or offline. */
export async function hearsPresence(
  ctx: Context,
  viewerId: UserId,
  { conversationId, userId }: { conversationId: ConversationId; userId: UserId },
): Promise<boolean> {
  const seat = await seatBeside(ctx, viewerId, conversationId, userId);
  if (seat === null) return false;
  const { kind, membersCount } = seat.conversation;
  if (kind === "room" || membersCount > RECEIPTS_MEMBERS_MAX) return false;
  const shown = await ctx.cache.users.getMany([viewerId, userId]);
  return [viewerId, userId].every((id) => shown.get(id)?.showsPresence);
}

/**
 * Returns the viewer's seat in a conversation, if they see the other person there. A request shows
 * neither of the two to the other.
 */
async function seatBeside(
  ctx: Context,
  viewerId: UserId,
  conversationId: ConversationId,
  userId: UserId,
): Promise<Seat | null> {
  if (userId === viewerId) return null;
  // Nobody hears anything while it is unknown what they may still see.
  await ctx.invalidations.current();
  const [seats, theirs, other] = await Promise.all([
    findSeats(ctx, viewerId, [conversationId]),
    findSeats(ctx, userId, [conversationId]),
    ctx.cache.users.get(userId),
  ]);
  const [mine, their] = [seats.get(conversationId), theirs.get(conversationId)];
  if (mine?.membership.status !== "accepted" || their?.membership.status !== "accepted") {
    return null;
  }
  return other !== undefined && canSeeUser(mine.viewer, other) ? mine : null;
}
