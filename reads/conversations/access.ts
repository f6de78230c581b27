import type { Context } from "../../context/mod.ts";
import type { ConversationCard } from "../../db/conversations/cards.ts";
import {
  type ConversationState,
  type Membership,
  type Memberships,
  NO_STATE,
} from "../../db/conversations/memberships.ts";
import type { UserCard } from "../../db/people/cards.ts";
import type { Relations } from "../../db/people/relations.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import { canSeeConversation, otherOf } from "../../domain/conversations/visibility.ts";
import type { ConversationId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";

/** A conversation that the viewer sees, and their place in it. */
export interface Seat {
  conversation: ConversationCard;
  viewer: Relations;
  /** The membership. In a room it is that of the space. */
  membership: Membership;
  state: ConversationState;
  /** The other person of a DM; null once they are erased. */
  other: UserCard | null;
}

/** Returns the viewer's place in a conversation. Throws `not_found` if they may not see it. */
export async function seeConversation(
  ctx: Context,
  viewerId: UserId,
  id: ConversationId,
): Promise<Seat> {
  return must((await findSeats(ctx, viewerId, [id])).get(id), "Conversation not found.");
}

/**
 * Returns the viewer's places in those of these conversations that they may see, or might see if
 * these were not deleted.
 */
export async function findSeats(
  { cache }: Context,
  viewerId: UserId,
  ids: readonly ConversationId[],
  { withDeleted = false } = {},
): Promise<Map<ConversationId, Seat>> {
  if (ids.length === 0) return new Map();
  const [conversations, viewer, memberships] = await Promise.all([
    cache.conversations.getMany(ids),
    cache.relations.get(viewerId),
    cache.memberships.get(viewerId),
  ]);
  if (!viewer || !memberships) return new Map();
  const cards = [...conversations.values()];
  const spaceIds = cards.flatMap(({ spaceId }) => spaceId ?? []);
  const otherIds = cards.flatMap((card) => otherOf(card, viewerId) ?? []);
  const [spaces, others] = await Promise.all([
    cache.spaces.getMany([...new Set(spaceIds)]),
    cache.users.getMany([...new Set(otherIds)]),
  ]);
  const seats = new Map<ConversationId, Seat>();
  for (const conversation of cards) {
    const { id, spaceId } = conversation;
    const otherId = otherOf(conversation, viewerId);
    const seat = seatIn({
      viewer,
      memberships,
      conversation: withDeleted ? { ...conversation, isDeleted: false } : conversation,
      space: spaceId === null ? undefined : spaces.get(spaceId),
      other: otherId === null ? undefined : others.get(otherId),
    });
    if (seat !== null) seats.set(id, { ...seat, conversation });
  }
  return seats;
}

/**
 * Returns the viewer's place in a conversation from memory, or null if they may not see it. Returns
 * undefined if something that decides it is not in memory.
 */
export function peekSeatIn(
  { cache }: Context,
  viewerId: UserId,
  conversation: ConversationCard,
): Seat | null | undefined {
  const viewer = cache.relations.peek(viewerId);
  const memberships = cache.memberships.peek(viewerId);
  if (!viewer || !memberships) return undefined;
  const { spaceId } = conversation;
  const space = spaceId === null ? undefined : cache.spaces.peek(spaceId);
  const otherId = otherOf(conversation, viewerId);
  const other = otherId === null ? undefined : cache.users.peek(otherId);
  const isLacking = spaceId !== null && !space || otherId !== null && !other;
  return isLacking ? undefined : seatIn({ viewer, memberships, conversation, space, other });
}

function seatIn({ viewer, memberships, conversation, space, other }: {
  viewer: Relations;
  memberships: Memberships;
  conversation: ConversationCard;
  space: SpaceCard | undefined;
  other: UserCard | undefined;
}): Seat | null {
  const membership = membershipIn(memberships, conversation);
  if (membership === null) return null;
  const isSpaceDeleted = conversation.spaceId !== null && space?.isDeleted !== false;
  const seat = { role: membership.role, isSpaceDeleted };
  if (!canSeeConversation(viewer, conversation, seat, other)) return null;
  const state = memberships.states.get(conversation.id) ?? NO_STATE;
  return { conversation, viewer, membership, state, other: other ?? null };
}

/** Returns the membership that gives somebody access to a conversation, or null. */
function membershipIn(
  { conversations, spaces, states }: Memberships,
  { id, spaceId }: ConversationCard,
): Membership | null {
  if (spaceId === null) return conversations.get(id) ?? null;
  const inSpace = spaces.get(spaceId);
  if (inSpace === undefined) return null;
  const { role, joinedAt } = inSpace;
  const { floorSeq } = states.get(id) ?? NO_STATE;
  return { role, joinedAt, floorSeq, status: "accepted", addedBy: null, hiddenUntil: 0 };
}
