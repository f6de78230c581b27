import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { Invitation } from "../../db/spaces/invitations.ts";
import type { SpaceCard } from "../../db/spaces/cards.ts";
import { loadUserCards, type UserCard } from "../../db/people/cards.ts";
import type { Sql } from "../../db/sql.ts";
import type { UserId } from "../../domain/ids.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import { avatarUrl, userCardSchema, userCardView } from "../people/user_view.ts";

/** An invitation as the staff of its space see it. */
export const invitationSchema = z.object({
  invitationId: idSchema,
  spaceId: idSchema,
  maxUses: z.int(),
  uses: z.int(),
  expiresAt: timeSchema,
  revokedAt: timeSchema.nullable(),
  createdBy: userCardSchema.nullable(),
  createdAt: timeSchema,
}).meta({ id: "Invitation" });

/** A new invitation with its token, which is shown only once. */
export const newInvitationSchema = invitationSchema.extend({ token: z.string(), url: z.url() })
  .meta({ id: "NewInvitation" });

/** The space of an invitation, as everybody with its token sees it. */
export const invitedSpaceSchema = z.object({
  spaceId: idSchema,
  name: z.string(),
  description: z.string().nullable(),
  avatar: z.string().nullable(),
  isPublic: z.boolean(),
  membersCount: z.int(),
  expiresAt: timeSchema,
}).meta({ id: "InvitedSpace" });

/** Returns invitations as a member of the staff sees them. */
export async function invitationViews(
  ctx: Context,
  viewerId: UserId,
  invitations: readonly Invitation[],
): Promise<z.input<typeof invitationSchema>[]> {
  const viewer = must(await ctx.cache.relations.get(viewerId));
  const ids = new Set(invitations.flatMap(({ createdBy }) => createdBy ?? []));
  const users = await ctx.cache.users.getMany([...ids]);
  return invitations.map((invitation) => {
    const maker = invitation.createdBy === null ? undefined : users.get(invitation.createdBy);
    return invitationView(ctx, invitation, maker && canSeeUser(viewer, maker) ? maker : null);
  });
}

/** Returns an invitation that a transaction has made. Reads only through that transaction. */
export async function newInvitationView(
  ctx: Context,
  sql: Sql,
  invitation: Invitation,
  token: string,
): Promise<z.input<typeof newInvitationSchema>> {
  const { createdBy } = invitation;
  const users = await loadUserCards(sql, createdBy === null ? [] : [createdBy]);
  const maker = createdBy === null ? null : users.get(createdBy) ?? null;
  const url = `${ctx.config.PUBLIC_URL}/api/v1/invitations/${token}`;
  return { ...invitationView(ctx, invitation, maker), token, url };
}

/** Returns the space of an invitation, as everybody with its token sees it. */
export function invitedSpaceView(
  ctx: Context,
  space: SpaceCard,
  expiresAt: Date,
): z.input<typeof invitedSpaceSchema> {
  return {
    spaceId: space.id,
    name: space.name,
    description: space.description,
    avatar: avatarUrl(ctx, space),
    isPublic: space.isPublic,
    membersCount: space.membersCount,
    expiresAt: expiresAt.toISOString(),
  };
}

function invitationView(
  ctx: Context,
  { id, spaceId, maxUses, uses, expiresAt, revokedAt, createdAt }: Invitation,
  maker: UserCard | null,
): z.input<typeof invitationSchema> {
  return {
    invitationId: id,
    spaceId,
    maxUses,
    uses,
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    createdBy: maker && userCardView(ctx, maker),
    createdAt: createdAt.toISOString(),
  };
}
