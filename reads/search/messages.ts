import type { Context } from "../../context/mod.ts";
import type { MessageCard } from "../../db/messages/cards.ts";
import type { Page } from "../../db/page.ts";
import { listFoundMessages, type MessageSearch } from "../../db/search/messages.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import { SEARCH_CONVERSATIONS_MAX } from "../../domain/limits.ts";
import { findSeats, type Seat } from "../conversations/access.ts";
import { seeOwnSpace } from "../spaces/access.ts";

/** A found message, and the viewer's place in its conversation. */
export interface FoundMessage {
  card: MessageCard;
  seat: Seat;
}

// A viewer who may not see nearly all matches gets a short page, and continues from there.
const ROUNDS_MAX = 5;

/** Returns the conversations that a viewer can search. */
export async function searchableSeats(ctx: Context, viewerId: UserId): Promise<Seat[]> {
  const memberships = await ctx.cache.memberships.get(viewerId);
  if (!memberships) return [];
  const { conversations, spaces } = memberships;
  const cards = await ctx.cache.spaces.getMany([...spaces.keys()]);
  const ids = [...accepted(conversations), ...[...cards.values()].flatMap(roomsOf)];
  return [...(await findSeats(ctx, viewerId, ids)).values()];
}

/** Returns the rooms of a space that a viewer can search. Throws for people who are no members. */
export async function searchableRooms(
  ctx: Context,
  viewerId: UserId,
  spaceId: SpaceId,
): Promise<Seat[]> {
  const { space } = await seeOwnSpace(ctx, viewerId, spaceId);
  return [...(await findSeats(ctx, viewerId, roomsOf(space))).values()];
}

function roomsOf({ rooms }: SpaceCard): ConversationId[] {
  return rooms.map(({ id }) => id);
}

/** Requests of strangers are found only by a search in them. */
function accepted(
  conversations: ReadonlyMap<ConversationId, Seat["membership"]>,
): ConversationId[] {
  return [...conversations].flatMap(([id, { status }]) => status === "accepted" ? [id] : []);
}

/** Returns a page of the messages in these conversations that match, newest first. */
export async function findMessages(
  ctx: Context,
  seats: readonly Seat[],
  search: Omit<MessageSearch, "places">,
  limit: number,
): Promise<Page<FoundMessage>> {
  const byId = new Map(withTalk(seats).map((seat) => [seat.conversation.id, seat]));
  const places = [...byId].map(([conversationId, { membership: { floorSeq } }]) => ({
    conversationId,
    floorSeq,
  }));
  const found: FoundMessage[] = [];
  let next: string | null = search.untilId;
  for (let round = 0; round < ROUNDS_MAX && next !== null && found.length < limit; round++) {
    const sought: MessageSearch = { ...search, places, untilId: next };
    const page = await ctx.others.read(
      [search.viewerId],
      (sql) => listFoundMessages(sql, sought, limit - found.length),
    );
    const cards = await ctx.cache.messages.getMany(page.messages.map(({ id }) => id));
    for (const { id, conversationId } of page.messages) {
      const card = cards.get(id);
      if (card) found.push({ card, seat: byId.get(conversationId)! });
    }
    next = page.next;
  }
  return { items: found, next };
}

/** Returns the conversations in which there is something to see, those with the newest talk. */
function withTalk(seats: readonly Seat[]): Seat[] {
  return seats
    .filter(({ conversation, membership }) => conversation.lastSeq > membership.floorSeq)
    .sort((one, other) => timeOf(other) - timeOf(one))
    .slice(0, SEARCH_CONVERSATIONS_MAX);
}

function timeOf({ conversation: { lastMessageAt } }: Seat): number {
  return lastMessageAt?.getTime() ?? 0;
}
