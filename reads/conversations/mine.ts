import type { Context } from "../../context/mod.ts";
import { isAtLeast } from "../../domain/conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import { findSeats, type Seat } from "./access.ts";

/** All conversations of a viewer that lists show, and what this depends on. */
export interface OwnSeats {
  seats: Seat[];
  /** The ids of everything that was looked at, shown or not. */
  ids: readonly string[];
  /** When one appears by itself, in Unix milliseconds, or Infinity. */
  validUntil: number;
}

/**
 * Returns the conversations of a viewer: DMs, groups, and the rooms of their spaces. It leaves out
 * declined requests, and DMs that somebody else began or that the viewer emptied, while nobody
 * writes in them.
 */
export async function findOwnSeats(ctx: Context, viewerId: UserId): Promise<OwnSeats> {
  const memberships = await ctx.cache.memberships.get(viewerId);
  if (memberships === undefined) return { seats: [], ids: [viewerId], validUntil: Infinity };
  const spaceIds = [...memberships.spaces.keys()];
  const own = [...memberships.conversations.keys(), ...await findRooms(ctx, memberships.spaces)];
  const found = await findSeats(ctx, viewerId, own);
  const now = Date.now();
  const all = [...found.values()];
  const waits = all.map(({ membership }) => membership.hiddenUntil).filter((time) => time > now);
  return {
    seats: all.filter((seat) => isListed(seat, now)),
    ids: [viewerId, ...spaceIds, ...own],
    validUntil: Math.min(Infinity, ...waits),
  };
}

async function findRooms(
  { cache }: Context,
  memberships: ReadonlyMap<SpaceId, Pick<Seat["membership"], "role">>,
): Promise<ConversationId[]> {
  if (memberships.size === 0) return [];
  const spaces = await cache.spaces.getMany([...memberships.keys()]);
  return [...spaces.values()].flatMap(({ id, rooms }) =>
    rooms.filter(({ viewRole }) => isAtLeast(memberships.get(id)!.role, viewRole))
      .map((room) => room.id)
  );
}

function isListed({ conversation, membership, viewer }: Seat, now: number): boolean {
  const { kind, lastSeq } = conversation;
  const { addedBy, floorSeq, hiddenUntil } = membership;
  if (hiddenUntil > now) return false;
  if (kind !== "dm" || lastSeq > floorSeq) return true;
  return floorSeq === 0 && (addedBy === null || addedBy === viewer.userId);
}
