import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { SpaceMembership } from "../../db/conversations/memberships.ts";
import { loadSpaceCards, type SpaceCard } from "../../db/spaces/cards.ts";
import { findStanding } from "../../db/spaces/lock.ts";
import type { Sql } from "../../db/sql.ts";
import { isAtLeast, type Role, ROLES } from "../../domain/conversations/conversations.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import { must } from "../../lib/errors.ts";
import { seeSpace } from "../../reads/spaces/access.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import { avatarUrl } from "../people/user_view.ts";

/** A space as clients see it. */
export const spaceSchema = z.object({
  spaceId: idSchema,
  name: z.string(),
  description: z.string().nullable(),
  avatar: z.string().nullable(),
  isPublic: z.boolean(),
  ownerId: idSchema.nullable(),
  membersCount: z.int(),
  roomsCount: z.int().describe("The rooms that the viewer sees, or would see as a member."),
  isMember: z.boolean(),
  role: z.enum(ROLES).nullable(),
  createdAt: timeSchema,
}).meta({ id: "Space" });

/** A space as clients see it. */
export type SpaceView = z.input<typeof spaceSchema>;

/** Returns a space as somebody with this role sees it; null is no member. */
export function spaceView(ctx: Context, space: SpaceCard, role: Role | null): SpaceView {
  const seen = space.rooms.filter(({ viewRole }) => isAtLeast(role ?? "member", viewRole));
  return {
    spaceId: space.id,
    name: space.name,
    description: space.description,
    avatar: avatarUrl(ctx, space),
    isPublic: space.isPublic,
    ownerId: space.ownerId,
    membersCount: space.membersCount,
    roomsCount: seen.length,
    isMember: role !== null,
    role,
    createdAt: space.createdAt.toISOString(),
  };
}

/** Returns spaces as their viewer sees them. */
export function spaceViews(
  ctx: Context,
  seats: readonly { space: SpaceCard; membership: SpaceMembership | null }[],
): SpaceView[] {
  return seats.map(({ space, membership }) => spaceView(ctx, space, membership?.role ?? null));
}

/** Returns a space that the viewer sees. Throws `not_found` for any other. */
export async function loadSpaceView(
  ctx: Context,
  viewerId: UserId,
  id: SpaceId,
): Promise<SpaceView> {
  const { space, membership } = await seeSpace(ctx, viewerId, id);
  return spaceView(ctx, space, membership?.role ?? null);
}

/** Returns a space that a transaction has written. Reads only through that transaction. */
export async function writtenSpaceView(
  ctx: Context,
  sql: Sql,
  viewerId: UserId,
  id: SpaceId,
): Promise<SpaceView> {
  const space = must((await loadSpaceCards(sql, [id])).get(id), "Space not found.");
  const { role } = await findStanding(sql, id, viewerId);
  return spaceView(ctx, space, role);
}
