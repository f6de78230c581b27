import type { Context } from "../../context/mod.ts";
import type { SpaceMembership } from "../../db/conversations/memberships.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import { findStanding, requireRole } from "../../db/spaces/lock.ts";
import type { Role } from "../../domain/conversations/conversations.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import { canSeeSpace } from "../../domain/spaces/visibility.ts";
import { must } from "../../lib/errors.ts";

/** A space that the viewer sees, and their membership; null if they are no member. */
export interface SpaceSeat {
  space: SpaceCard;
  membership: SpaceMembership | null;
}

/** A space of which the viewer is a member. */
export type OwnSpaceSeat = SpaceSeat & { membership: SpaceMembership };

/** Returns a space whose profile the viewer sees. Throws `not_found` for any other. */
export async function seeSpace(
  { cache, sql }: Context,
  viewerId: UserId,
  id: SpaceId,
): Promise<SpaceSeat> {
  const [space, memberships] = await Promise.all([
    cache.spaces.get(id),
    cache.memberships.get(viewerId),
  ]);
  const membership = memberships?.spaces.get(id) ?? null;
  const isMember = membership !== null;
  // A ban ends the membership, so members need no look into the bans.
  const isBanned = space?.isPublic === true && !isMember &&
    (await findStanding(sql, id, viewerId)).isBanned;
  const isSeen = space !== undefined && canSeeSpace(space, { isMember, isBanned });
  return { space: must(isSeen ? space : null, "Space not found."), membership };
}

/**
 * Returns a space in which the viewer has at least this role. Throws `not_found` if they do not see
 * it, and `forbidden` if their role is too low.
 */
export async function seeOwnSpace(
  ctx: Context,
  viewerId: UserId,
  id: SpaceId,
  needed: Role = "member",
): Promise<OwnSpaceSeat> {
  const { space, membership } = await seeSpace(ctx, viewerId, id);
  requireRole(membership?.role ?? null, needed);
  return { space, membership: membership! };
}

/** Returns the living spaces of a user with their memberships, the last that they entered first. */
export async function listOwnSpaces(
  { cache }: Context,
  userId: UserId,
): Promise<OwnSpaceSeat[]> {
  const memberships = await cache.memberships.get(userId);
  const entered = [...memberships?.spaces ?? []].sort(([, one], [, other]) =>
    one.id < other.id ? 1 : -1
  );
  const spaces = await cache.spaces.getMany(entered.map(([id]) => id));
  return entered.flatMap(([id, membership]) => {
    const space = spaces.get(id);
    return space === undefined || space.isDeleted ? [] : [{ space, membership }];
  });
}
