import type { Context } from "../../../context/mod.ts";
import type { Unread } from "../../../db/conversations/unread.ts";
import type { MessageLog } from "../../../domain/events/messages.ts";
import type { ConversationId, UserId } from "../../../domain/ids.ts";
import type { Seat } from "../../../reads/conversations/access.ts";
import { readersShownTo } from "../../../reads/conversations/receipts.ts";
import { countTotals, type Totals } from "../../../reads/conversations/totals.ts";
import { countUnread } from "../../../reads/conversations/unread.ts";
import type { Content } from "./live_event.ts";

/** A log entry about how far somebody has read. */
export type ReadEntry = Extract<MessageLog, { type: "read.updated" }>;

/**
 * Returns what a viewer hears of how far people have read: of themselves with the new numbers, of
 * others only where both show it.
 */
export async function readContents<E extends ReadEntry>(
  ctx: Context,
  { viewerId, own, seats }: {
    viewerId: UserId;
    /** The entries on the viewer's own topic. */
    own: ReadonlySet<object>;
    seats: ReadonlyMap<ConversationId, Seat>;
  },
  entries: readonly E[],
): Promise<Map<E, Content>> {
  const seen = entries.filter(({ ref }) => seats.has(ref.conversationId));
  if (seen.length === 0) return new Map();
  const counted = seen.filter((entry) => own.has(entry))
    .map(({ ref }) => seats.get(ref.conversationId)!);
  const others = seen.map(({ ref }) => ref).filter(({ userId }) => userId !== viewerId);
  const byConversation = Map.groupBy(others, ({ conversationId }) => conversationId);
  const asking = Array.from(byConversation, async ([id, of]) => {
    const readers = of.map(({ userId }) => userId);
    return [id, await readersShownTo(ctx, seats.get(id)!, readers)] as const;
  });
  const [counts, totals, shown] = await Promise.all([
    countUnread(ctx, [...new Set(counted)]),
    counted.length > 0 ? countTotals(ctx, viewerId) : null,
    Promise.all(asking),
  ]);
  const readersIn = new Map(shown);
  const contents = new Map<E, Content>();
  for (const entry of seen) {
    const { ref } = entry;
    const isOwn = ref.userId === viewerId;
    if (!isOwn && !readersIn.get(ref.conversationId)!.has(ref.userId)) continue;
    contents.set(entry, {
      type: entry.type,
      data: own.has(entry)
        ? { ...ref, ...numbersOf(counts.get(ref.conversationId)!, totals!) }
        : ref,
    });
  }
  return contents;
}

function numbersOf({ unreadCount, mentionsCount }: Unread, { totalUnread }: Totals) {
  return { unreadCount, mentionsCount, totalUnread };
}
