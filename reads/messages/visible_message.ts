import type { Context } from "../../context/mod.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import { type MessageSight, sightOf } from "../../domain/conversations/visibility.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { findSeats, type Seat } from "../conversations/access.ts";

/** A message that the viewer may know of: whole or as a tombstone. */
export interface SeenMessage {
  card: MessageCard;
  seat: Seat;
  sight: Exclude<MessageSight, "missing">;
}

/** Returns those of these messages that the viewer may know of, by their ids. */
export async function seeMessages(
  ctx: Context,
  viewerId: UserId,
  ids: readonly MessageId[],
): Promise<Map<MessageId, SeenMessage>> {
  const cards = [...(await ctx.cache.messages.getMany(ids)).values()];
  const senderIds = cards.flatMap(({ senderId }) => senderId ?? []);
  const [seats, senders] = await Promise.all([
    findSeats(ctx, viewerId, [...new Set(cards.map((card) => card.conversationId))]),
    ctx.cache.users.getMany([...new Set(senderIds)]),
  ]);
  const seen = new Map<MessageId, SeenMessage>();
  for (const card of cards) {
    const seat = seats.get(card.conversationId);
    if (seat === undefined) continue;
    const sender = card.senderId === null ? undefined : senders.get(card.senderId);
    const sight = sightOf(seat.viewer, card, sender, seat.membership.floorSeq);
    if (sight !== "missing") seen.set(card.id, { card, seat, sight });
  }
  return seen;
}
