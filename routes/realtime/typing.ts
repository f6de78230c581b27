import type { Context } from "../../context/mod.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { seeConversation } from "../../reads/conversations/access.ts";
import { canSend } from "../conversations/conversation_view.ts";

/**
 * Shows the others in a conversation that somebody types, at most every few seconds. Nobody sees it
 * of people who cannot write, or who have not accepted the conversation.
 */
export async function showTyping(
  ctx: Context,
  userId: UserId,
  conversationId: ConversationId,
): Promise<void> {
  if (!ctx.typing.take(userId)) return;
  await ctx.invalidations.current();
  const seat = await seeConversation(ctx, userId, conversationId);
  if (seat.membership.status !== "accepted" || !canSend(seat)) return;
  await ctx.typing.add(conversationId, userId);
}
