import type { Context } from "../../context/mod.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import {
  listMessagesAfter,
  listMessagesBefore,
  type MessagePlace,
} from "../../db/messages/pages.ts";
import { SEQ_MAX } from "../../domain/conversations/limits.ts";
import type { MessageId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { seqOf } from "./lookup.ts";
import type { Seat } from "../conversations/access.ts";

/** Where a page of messages begins. A message is named by its number or its id. */
export type MessageStart =
  | { direction: "before" | "after" | "around"; of: number | MessageId }
  /** The newest ones. */
  | null;

/** A page of messages, in the direction of reading. */
export interface MessagePage {
  cards: MessageCard[];
  /** The place where the next page begins, if there is one. */
  next: string | null;
}

/**
 * Returns a page of a conversation. It is complete: messages with consecutive numbers follow each
 * other, also those that are tombstones for the viewer.
 */
export async function readMessages(
  ctx: Context,
  seat: Seat,
  start: MessageStart,
  limit: number,
): Promise<MessagePage> {
  const { conversation: { id, lastSeq }, membership: { floorSeq } } = seat;
  const of = start === null ? SEQ_MAX : Math.min(await seqOf(ctx, seat, start.of), SEQ_MAX);
  if (start === null || start.direction === "before") {
    const place = { before: of, floorSeq, limit: limit + 1 };
    return await pageOfMessages(ctx, await listMessagesBefore(ctx.sql, id, place), limit, "before");
  }
  // Half of the messages around one are before it.
  const after = start.direction === "after"
    ? of
    : Math.min(of, lastSeq) - 1 - Math.floor(limit / 2);
  const place = { after: Math.max(after, floorSeq), limit: limit + 1 };
  return await pageOfMessages(ctx, await listMessagesAfter(ctx.sql, id, place), limit, "after");
}

/** Returns the start that a cursor contains. */
export function startOf(place: string): MessageStart {
  const [direction, seq] = place.split(" ") as ["before" | "after", string];
  return { direction, of: Number(seq) };
}

async function pageOfMessages(
  ctx: Context,
  rows: readonly MessagePlace[],
  limit: number,
  direction: "before" | "after",
): Promise<MessagePage> {
  const places = rows.slice(0, limit);
  const cards = await ctx.cache.messages.getMany(places.map(({ id }) => id));
  const next = rows.length > limit ? `${direction} ${places.at(-1)!.seq}` : null;
  return { cards: places.map(({ id }) => must(cards.get(id), "Message not found.")), next };
}
