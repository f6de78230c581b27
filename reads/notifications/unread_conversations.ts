import type { InboxState } from "../../actors/users/inbox.ts";
import type { Context } from "../../context/mod.ts";
import { findPreferences } from "../../db/notifications/preferences.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { choiceOf } from "../../domain/notifications/preferences.ts";
import { findSeats, type Seat } from "../conversations/access.ts";
import { findUnreadSeats, type UnreadSeat } from "../conversations/totals.ts";
import { readNotificationsOf } from "./read_messages.ts";
import { countVisibleUnread } from "./visible_notifications.ts";

/** The number to show on the icon of an application, and its parts. */
export interface Badge {
  unreadCount: number;
  notifications: number;
  /** Conversations with unread messages. */
  conversations: number;
}

/** A conversation with unread messages, which stands among notifications as their first one. */
export interface ConversationNotice extends UnreadSeat {
  /** The id of the first unread message. */
  id: MessageId;
}

/** Returns what waits for a user. */
export async function countBadge(
  ctx: Context,
  userId: UserId,
  inbox: Pick<InboxState, "entries" | "unread">,
): Promise<Badge> {
  const [notifications, { length: conversations }] = await Promise.all([
    countVisibleUnread(ctx, userId, inbox),
    findConversationNotices(ctx, userId),
  ]);
  return { unreadCount: notifications + conversations, notifications, conversations };
}

/** Returns the conversations of which notifications tell, the newest first unread message first. */
export async function findConversationNotices(
  ctx: Context,
  userId: UserId,
): Promise<ConversationNotice[]> {
  const seats = await findUnreadSeats(ctx, userId);
  if (seats.length === 0) return [];
  const { channels } = await findPreferences(ctx.sql, userId);
  if (!choiceOf(channels).message.inApp) return [];
  return seats.flatMap((one) => one.unread.firstId ? [{ ...one, id: one.unread.firstId }] : [])
    .sort((one, other) => one.id < other.id ? 1 : -1);
}

/**
 * Reads the conversation of a message to its end. Returns false if the user does not see a message
 * of this id.
 */
export async function readConversationOf(
  ctx: Context,
  userId: UserId,
  id: MessageId,
): Promise<boolean> {
  const message = await ctx.cache.messages.get(id);
  if (message === undefined) return false;
  const { conversationId } = message;
  const seat = (await findSeats(ctx, userId, [conversationId])).get(conversationId);
  if (seat === undefined || message.seq <= seat.membership.floorSeq) return false;
  await readToEnd(ctx, [seat]);
  const { lastSeq: seq } = seat.conversation;
  await readNotificationsOf(ctx, userId, { conversationId, seq });
  return true;
}

/** Reads all conversations of which notifications tell. */
export async function readAllConversations(ctx: Context, userId: UserId): Promise<void> {
  const notices = await findConversationNotices(ctx, userId);
  await readToEnd(ctx, notices.map(({ seat }) => seat));
}

async function readToEnd({ reads }: Context, seats: readonly Seat[]): Promise<void> {
  await Promise.all(seats.map(({ conversation, viewer }) =>
    reads.write({
      userId: viewer.userId,
      conversationId: conversation.id,
      seq: conversation.lastSeq,
    })
  ));
}
