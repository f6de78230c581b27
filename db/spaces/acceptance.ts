import type { InvitationId, SpaceId, UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isLiving } from "./invitations.ts";
import { findStanding } from "./lock.ts";
import { admit } from "./membership.ts";

/** An invitation that somebody has the token of, and whether it can still be used. */
export interface FoundInvitation {
  id: InvitationId;
  spaceId: SpaceId;
  expiresAt: Date;
  isLiving: boolean;
}

/** Finds the invitation of a token to a living space. Throws `not_found` for any other. */
export async function findInvitation(sql: Sql, token: string): Promise<FoundInvitation> {
  const [found] = await sql<FoundInvitation[]>`
    select i.id, i.space_id, i.expires_at, ${isLiving(sql)} as is_living
    from space_invitations i join spaces s on s.id = i.space_id
    where i.token_hash = ${sha256(token)} and s.deleted_at is null`;
  return must(found, "Invitation not found.");
}

/**
 * Enters the space of an invitation. Returns the space, and whether the user was not in it before:
 * a member uses nothing up. However many try at once, no more than `maxUses` enter.
 */
export async function acceptInvitation(
  tx: Tx,
  userId: UserId,
  token: string,
): Promise<{ spaceId: SpaceId; joined: boolean }> {
  const { sql } = tx;
  // Most of those who come too late find out before they wait for the lock.
  const early = await findInvitation(sql, token);
  const { id, spaceId } = early;
  if (await isIn(sql, spaceId, userId)) return { spaceId, joined: false };
  requireLiving(early);
  const [space] = await sql<{ id: SpaceId; membersCount: number }[]>`
    select id, members_count from spaces where id = ${spaceId} for no key update`;
  const found = await findInvitation(sql, token);
  if (await isIn(sql, spaceId, userId)) return { spaceId, joined: false };
  requireLiving(found);
  await sql`update space_invitations set uses = uses + 1 where id = ${id}`;
  await admit(tx, must(space), { userId, how: "invited", invitationId: id });
  return { spaceId, joined: true };
}

/** Fails with 410 for an invitation that is used up, has expired or was revoked. */
export function requireLiving({ isLiving }: FoundInvitation): void {
  if (!isLiving) throw new AppError("gone", "This invitation can no longer be used.");
}

/** Returns whether a user is a member. An invitation does not exist for somebody who is banned. */
async function isIn(sql: Sql, spaceId: SpaceId, userId: UserId): Promise<boolean> {
  const { role, isBanned } = await findStanding(sql, spaceId, userId);
  must(isBanned ? null : true, "Invitation not found.");
  return role !== null;
}
