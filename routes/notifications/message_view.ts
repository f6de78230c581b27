import type { Context } from "../../context/mod.ts";
import { listUnreadSenders } from "../../db/conversations/unread.ts";
import { ACTORS_SHOWN } from "../../domain/limits.ts";
import { preview as cutText } from "../../domain/text.ts";
import type { ConversationNotice } from "../../reads/notifications/unread_conversations.ts";
import { userCardView } from "../people/user_view.ts";
import type { NotificationView } from "./notification_view.ts";

/** Returns the notifications of unread conversations. Each shows the first unread message. */
export async function messageNotificationViews(
  ctx: Context,
  notices: readonly ConversationNotice[],
): Promise<NotificationView[]> {
  const [first] = notices;
  if (first === undefined) return [];
  const places = notices.map(({ seat: { conversation, membership, state } }) => ({
    conversationId: conversation.id,
    afterSeq: Math.max(membership.floorSeq, state.readSeq),
  }));
  const [senders, messages] = await Promise.all([
    listUnreadSenders(ctx.sql, first.seat.viewer, places),
    ctx.cache.messages.getMany(notices.map(({ id }) => id)),
  ]);
  const users = await ctx.cache.users.getMany([...new Set([...senders.values()].flat())]);
  return notices.flatMap(({ id, seat: { conversation } }): NotificationView[] => {
    const actors = (senders.get(conversation.id) ?? []).flatMap((userId) =>
      users.get(userId) ?? []
    );
    const message = messages.get(id);
    // Deleted or read since it was counted.
    if (message === undefined || message.isDeleted || actors.length === 0) return [];
    return [{
      notificationId: id,
      type: "message",
      actors: actors.slice(0, ACTORS_SHOWN).map((actor) => userCardView(ctx, actor)),
      actorsCount: actors.length,
      conversationId: conversation.id,
      messageId: id,
      ...(message.body === null ? {} : { preview: cutText(message.body) }),
      isRead: false,
      createdAt: message.createdAt.toISOString(),
    }];
  });
}
