import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { MessageSearch } from "../../db/search/messages.ts";
import { FIRST_ID, firstIdAt, LAST_ID, type UserId } from "../../domain/ids.ts";
import { messageTermsOf } from "../../domain/search/messages.ts";
import { type Seat, seeConversation } from "../../reads/conversations/access.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import {
  findMessages,
  type FoundMessage,
  searchableRooms,
  searchableSeats,
} from "../../reads/search/messages.ts";
import { messageSchema, messageViews } from "../messages/message_view.ts";
import { paginationOf, placeOf } from "../http/paging.ts";
import type { MessageSearchQuery } from "./input.ts";
import { snippetOfTexts, snippetSchema } from "./snippet.ts";

/** A found message as clients see it. */
export const foundMessageSchema = messageSchema.extend({
  snippet: snippetSchema,
  conversationName: z.string().nullable().describe("Null in a DM: clients show the other person."),
}).meta({ id: "FoundMessage" });

/** A message gets its id shortly before its time, or shortly after it. */
const ID_SLACK_MS = 60_000;

/** Returns a page of the matching messages that the viewer sees, newest first. */
export async function searchMessages(
  ctx: Context,
  viewerId: UserId,
  { limit, cursor, ...query }: MessageSearchQuery,
) {
  const scope = `search messages ${viewerId} ${JSON.stringify(query)}`;
  const place = placeOf(ctx, scope, cursor);
  const seats = await seatsOf(ctx, viewerId, query);
  const search = await searchOf(ctx, viewerId, query, place);
  const page = search === null
    ? { items: [], next: null }
    : await findMessages(ctx, seats, search, limit);
  return {
    messages: await foundViews(ctx, page.items, query.q),
    pagination: paginationOf(ctx, scope, page.next),
  };
}

type Sought = Omit<MessageSearchQuery, "limit" | "cursor">;

async function seatsOf(
  ctx: Context,
  viewerId: UserId,
  { conversationId, spaceId }: Sought,
): Promise<Seat[]> {
  if (conversationId === undefined) {
    return spaceId === undefined
      ? await searchableSeats(ctx, viewerId)
      : await searchableRooms(ctx, viewerId, spaceId);
  }
  const seat = await seeConversation(ctx, viewerId, conversationId);
  return spaceId === undefined || seat.conversation.spaceId === spaceId ? [seat] : [];
}

/** Returns the search for the database, or null if `q` has no words. */
async function searchOf(
  ctx: Context,
  viewerId: UserId,
  { q, from, since, until, has }: Sought,
  place: string | null,
): Promise<Omit<MessageSearch, "places"> | null> {
  const senderId = from === undefined ? null : await resolveUserId(ctx, from, viewerId);
  const terms = messageTermsOf(q, { senderId, hasMedia: has === "media" });
  if (terms === null) return null;
  const end = until === undefined ? LAST_ID : firstIdAt(until + ID_SLACK_MS);
  return {
    viewerId,
    terms,
    senderId,
    since: since === undefined ? null : new Date(since),
    until: until === undefined ? null : new Date(until),
    fromId: since === undefined ? FIRST_ID : firstIdAt(since - ID_SLACK_MS),
    untilId: place ?? end,
  };
}

async function foundViews(ctx: Context, found: readonly FoundMessage[], q: string) {
  const byConversation = Map.groupBy(found, ({ card }) => card.conversationId);
  const views = new Map(
    (await Promise.all([...byConversation.values()].map(async (some) => [
      ...await messageViews(ctx, some[0]!.seat, some.map(({ card }) => card)),
    ]))).flat(),
  );
  return found.flatMap(({ card, seat }) => {
    const view = views.get(card.id);
    // It was deleted, or its sender is hidden, since the search.
    if (view === undefined || view.isDeleted) return [];
    const snippet = snippetOfTexts([view.body ?? ""], q);
    return [{ ...view, snippet, conversationName: seat.conversation.name }];
  });
}
