import type { UnreadBasis } from "../../context/cache/unread_cache.ts";
import type { Context } from "../../context/mod.ts";
import type { CountedUnread } from "../../db/conversations/unread.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import type { UserCard } from "../../db/people/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import { UNREAD_MAX } from "../../domain/conversations/limits.ts";
import { NOTHING_UNREAD } from "../../domain/conversations/totals.ts";
import type { ConversationId, MessageId } from "../../domain/ids.ts";

/** A conversation whose unread messages are to be counted. */
export interface ToCount {
  id: ConversationId;
  basis: UnreadBasis;
  lastMessageId: MessageId | null;
}

/** The numbers where no message is unread. */
export const NOTHING_COUNTED: CountedUnread = {
  ...NOTHING_UNREAD,
  firstId: null,
  until: null,
  senderIds: [],
};

/**
 * Returns the unread numbers of those conversations of which only the last message is new. It is
 * added to the numbers in memory, so that nothing is counted in Postgres.
 */
export async function addLastMessages(
  { cache }: Pick<Context, "cache">,
  viewer: Relations,
  conversations: readonly ToCount[],
): Promise<Map<ConversationId, CountedUnread>> {
  const now = cache.unread.now();
  const known = conversations.flatMap((one) => {
    const { lastSeq, afterSeq } = one.basis;
    const before = lastSeq - 1 === afterSeq
      ? { unread: NOTHING_COUNTED, since: now }
      : cache.unread.beforeLast(viewer.userId, one.id, one.basis);
    const isExact = before !== undefined && before.unread.senderIds !== null &&
      before.unread.unreadCount < UNREAD_MAX - 1;
    return isExact && one.lastMessageId !== null
      ? [{ ...one, before, messageId: one.lastMessageId }]
      : [];
  });
  if (known.length === 0) return new Map();
  const cards = await cache.messages.getMany(known.map(({ messageId }) => messageId));
  const senderIds = [...cards.values()].flatMap(({ senderId }) => senderId ?? []);
  const senders = await cache.users.getMany([...new Set(senderIds)]);
  const added = new Map<ConversationId, CountedUnread>();
  for (const { id, basis, messageId, before } of known) {
    const card = cards.get(messageId);
    const sender = card?.senderId ? senders.get(card.senderId) : undefined;
    if (card === undefined || sender === undefined) continue;
    const unread = withMessage(before.unread, card, { sender, viewer });
    cache.unread.set(viewer.userId, [{ id, unread, basis }], before.since);
    added.set(id, unread);
  }
  return added;
}

/** Counts one more message, by the rules of `countUnreadIn`. */
function withMessage(
  unread: CountedUnread,
  card: MessageCard,
  { sender, viewer: { userId, hidden } }: { sender: UserCard; viewer: Relations },
): CountedUnread {
  const until = card.expiresAt?.getTime() ?? Infinity;
  if (card.isDeleted || card.isTakenDown || until <= Date.now()) return unread;
  const isOther = sender.id !== userId && !hidden.has(sender.id);
  const isCounted = isOther && !sender.isDeleted && !sender.isSuspended;
  const isMention = card.mentionsAll || card.mentions.some((one) => one.userId === userId);
  const firstEnd = Math.min(until, unread.until ?? Infinity);
  return {
    unreadCount: unread.unreadCount + (isCounted ? 1 : 0),
    mentionsCount: unread.mentionsCount + (isCounted && isMention ? 1 : 0),
    firstId: unread.firstId ?? (isCounted ? card.id : null),
    until: firstEnd === Infinity ? null : firstEnd,
    senderIds: [...new Set(unread.senderIds).add(sender.id)],
  };
}
