import type { Context } from "../../../context/mod.ts";
import type { MessageCard } from "../../../db/messages/cards.ts";
import type { MessageLog } from "../../../domain/events/messages.ts";
import type { ConversationId } from "../../../domain/ids.ts";
import type { Seat } from "../../../reads/conversations/access.ts";
import { messageViews } from "../../messages/message_view.ts";
import type { Content } from "./live_event.ts";

/** A log entry about a message. */
export type MessageEntry = Exclude<MessageLog, { type: "read.updated" }>;

/**
 * Returns what members of conversations hear of messages. Of those whom they do not see it is what
 * they would hear of deleted ones.
 */
export async function messageContents<E extends MessageEntry>(
  ctx: Context,
  seats: ReadonlyMap<ConversationId, Seat>,
  entries: readonly E[],
): Promise<Map<E, Content>> {
  const seen = entries.filter(({ ref }) =>
    ref.seq > (seats.get(ref.conversationId)?.membership.floorSeq ?? Infinity)
  );
  const ids = seen.flatMap(({ type, ref }) => type === "message.deleted" ? [] : ref.messageId);
  const cards = await ctx.cache.messages.getMany([...new Set(ids)]);
  const contents = new Map<E, Content>();
  const byConversation = Map.groupBy(seen, ({ ref }) => ref.conversationId);
  for (const [conversationId, of] of byConversation) {
    const seat = seats.get(conversationId)!;
    const wanted = new Set(of.flatMap(({ ref }) => cards.get(ref.messageId) ?? []));
    const views = await messageViews(ctx, seat, [...wanted]);
    for (const entry of of) {
      const content = contentOf(entry, cards.get(entry.ref.messageId), views);
      if (content !== null) contents.set(entry, content);
    }
  }
  return contents;
}

function contentOf(
  entry: MessageEntry,
  card: MessageCard | undefined,
  views: Awaited<ReturnType<typeof messageViews>>,
): Content | null {
  const { type, ref } = entry;
  const view = views.get(ref.messageId);
  if (type === "message.deleted" || card === undefined) return deletionOf(ref);
  if (view === undefined) return null;
  return view.isDeleted ? contentOfTombstone(entry, card) : { type, data: view };
}

/** Returns what somebody hears of a message that they see as deleted; null if they know it. */
export function contentOfTombstone(
  { type, ref }: MessageEntry,
  card: MessageCard,
): Content | null {
  // The sender is hidden, and the message was heard of as deleted when it was sent.
  const isKnown = type === "message.updated" && !card.isDeleted && !card.isTakenDown;
  return isKnown ? null : deletionOf(ref);
}

/** Returns what is heard of a deleted message. */
export function deletionOf({ messageId, conversationId, seq }: MessageEntry["ref"]): Content {
  return { type: "message.deleted", data: { messageId, conversationId, seq } };
}
