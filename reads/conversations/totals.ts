import type { Context } from "../../context/mod.ts";
import type { Unread } from "../../db/conversations/unread.ts";
import { countedOf, heardOf, type Hearing } from "../../domain/conversations/totals.ts";
import type { UserId } from "../../domain/ids.ts";
import type { Seat } from "./access.ts";
import { findOwnSeats } from "./mine.ts";
import { countUnread } from "./unread.ts";

/** The unread numbers of all conversations together. Muted and archived ones do not count. */
export interface Totals {
  totalUnread: number;
  totalMentions: number;
  /** The conversations that strangers began and the user has not accepted. */
  requests: number;
}

/** A conversation with unread messages that count. */
export interface UnreadSeat {
  seat: Seat;
  unread: Unread;
}

/** Returns what waits for a user in all conversations. */
export async function countTotals(ctx: Context, userId: UserId): Promise<Totals> {
  const { seats } = await findOwnSeats(ctx, userId);
  const isRequest = ({ membership, state }: Seat) =>
    membership.status === "request" && !state.isArchived;
  const totals = { totalUnread: 0, totalMentions: 0 };
  const now = Date.now();
  for (const { seat, unread } of await countingAmong(ctx, seats, now)) {
    const { unreadCount, mentionsCount } = countedOf(hearingOf(seat), unread, now);
    totals.totalUnread += unreadCount;
    totals.totalMentions += mentionsCount;
  }
  return { ...totals, requests: seats.filter(isRequest).length };
}

/**
 * Returns the conversations with unread messages of which the user wants to hear all. Where they
 * hear only of mentions, each mention has a notification of its own.
 */
export async function findUnreadSeats(ctx: Context, userId: UserId): Promise<UnreadSeat[]> {
  const { seats } = await findOwnSeats(ctx, userId);
  const now = Date.now();
  const counting = await countingAmong(ctx, seats, now);
  return counting.filter(({ seat }) => heardOf(hearingOf(seat), now) === "all");
}

async function countingAmong(
  ctx: Context,
  seats: readonly Seat[],
  now: number,
): Promise<UnreadSeat[]> {
  const heard = seats.filter((seat) => heardOf(hearingOf(seat), now) !== "none");
  const counts = await countUnread(ctx, heard);
  return heard.flatMap((seat) => {
    const unread = counts.get(seat.conversation.id)!;
    return countedOf(hearingOf(seat), unread, now).unreadCount > 0 ? [{ seat, unread }] : [];
  });
}

/** Returns what a member wants to hear. Muting a person mutes the DM with them. */
function hearingOf({ conversation, membership, state, viewer, other }: Seat): Hearing {
  const { notify, isArchived } = state;
  const { kind } = conversation;
  const personMutedUntil = (other && viewer.mutedUntil.get(other.id)) ?? 0;
  const mutedUntil = Math.max(state.mutedUntil, personMutedUntil);
  return { kind, status: membership.status, notify, mutedUntil, isArchived };
}
