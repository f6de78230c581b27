import type { Context } from "../../../context/mod.ts";
import type { Member } from "../../../db/conversations/members.ts";
import type { UserCard } from "../../../db/people/cards.ts";
import type { Unread } from "../../../db/conversations/unread.ts";
import type { MessageLog } from "../../../domain/events/messages.ts";
import type { ConversationId, UserId } from "../../../domain/ids.ts";
import type { Seat } from "../../../reads/conversations/access.ts";
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
  const others = seen.filter(({ ref }) => ref.userId !== viewerId);
  const [counts, totals, members, users] = await Promise.all([
    countUnread(ctx, [...new Set(counted)]),
    counted.length > 0 ? countTotals(ctx, viewerId) : null,
    ctx.cache.conversationMembers.getMany([
      ...new Set(others.map(({ ref }) => ref.conversationId)),
    ]),
    ctx.cache.users.getMany([...new Set([viewerId, ...others.map(({ ref }) => ref.userId)])]),
  ]);
  const contents = new Map<E, Content>();
  for (const entry of seen) {
    const { ref } = entry;
    const { viewer } = seats.get(ref.conversationId)!;
    const isShown = ref.userId === viewerId ||
      !viewer.hidden.has(ref.userId) &&
        showBoth(
          members.get(ref.conversationId)?.members ?? [],
          [users.get(ref.userId), users.get(viewerId)],
        );
    if (!isShown) continue;
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

/** Whether all of these people are members who show how far they have read. */
function showBoth(members: readonly Member[], people: readonly (UserCard | undefined)[]): boolean {
  return people.every((person) => {
    const member = members.find(({ userId }) => userId === person?.id);
    return person?.showsReceipts === true && member !== undefined && !member.isRequest;
  });
}
