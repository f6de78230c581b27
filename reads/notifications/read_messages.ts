import type { Context } from "../../context/mod.ts";
import { markSomeRead } from "../../db/notifications/read_state.ts";
import { transact } from "../../db/transact.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { inboxOf, showRead } from "./inbox.ts";

/**
 * Marks the notifications of mentions and answers in a conversation as read, up to a message.
 * Reactions are about older messages, so reading says nothing about them.
 */
export async function readNotificationsOf(
  ctx: Context,
  userId: UserId,
  place: { conversationId: ConversationId; seq: number },
): Promise<void> {
  const { entries } = await inboxOf(ctx, userId);
  const unread = entries.flatMap(({ id, isRead, type, subject }) =>
    !isRead && type !== "reaction" && subject?.type === "message"
      ? [{ id, messageId: subject.id }]
      : []
  );
  if (unread.length === 0) return;
  const messages = await ctx.cache.messages.getMany(unread.map(({ messageId }) => messageId));
  const ids = unread.flatMap(({ id, messageId }) => {
    const message = messages.get(messageId);
    const isRead = message?.conversationId === place.conversationId && message.seq <= place.seq;
    return isRead ? [id] : [];
  });
  if (ids.length === 0) return;
  await transact(ctx.db, (tx) => markSomeRead(tx, userId, ids));
  await showRead(ctx, userId, ids);
}
