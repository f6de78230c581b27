import { isAbove, type Role } from "../../domain/conversations/conversations.ts";
import { SPACE_MODERATORS_MAX } from "../../domain/conversations/limits.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import { AppError, must } from "../../lib/errors.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive } from "../visibility.ts";
import { findStanding, lockOwnSpace, lockSpace } from "./lock.ts";
import type { ListedMember } from "./lists.ts";
import { admit, dismiss, type SpacePerson } from "./membership.ts";
import { leaveLocked, replaceOwner } from "./succession.ts";

/** Enters a public space. Returns false if the user is in it already. */
export async function joinSpace(tx: Tx, { spaceId, userId }: SpacePerson): Promise<boolean> {
  const space = await lockSpace(tx.sql, spaceId, userId);
  if (space.role !== null) return false;
  await admit(tx, space, { userId, how: "joined", invitationId: null });
  return true;
}

/**
 * Leaves a space. After its owner, the next one follows; with its last member, it ends. Somebody
 * who sees the space and is no member changes nothing.
 */
export async function leaveSpace(tx: Tx, { spaceId, userId }: SpacePerson): Promise<void> {
  const { role, ...space } = await lockSpace(tx.sql, spaceId, userId);
  if (role !== null) await leaveLocked(tx, { ...space, role }, userId);
}

/** Removes a member, for staff with a higher role. Fails with 404 for anybody who is no member. */
export async function removeMember(
  tx: Tx,
  viewerId: UserId,
  { spaceId, userId }: SpacePerson,
): Promise<void> {
  const space = await lockOwnSpace(tx.sql, spaceId, viewerId, "moderator");
  if (userId === viewerId) {
    throw new AppError("unprocessable", "You cannot remove yourself. Leave the space.");
  }
  const { role } = await findStanding(tx.sql, spaceId, userId);
  requireAbove(space.role, must(role));
  await dismiss(tx, space, userId, "removed");
}

/** Fails unless a role is higher than that of the member on whom its holder acts. */
export function requireAbove(role: Role, other: Role): void {
  if (isAbove(role, other)) return;
  throw new AppError("forbidden", "You can only do this to members with a lower role.", {
    details: { reason: "role" },
  });
}

/**
 * Gives a member another role, for the owner; returns the member. The role `owner` hands the space
 * over: the old owner becomes a moderator. Repeating it changes nothing.
 */
export async function setRole(
  tx: Tx,
  viewerId: UserId,
  { spaceId, userId }: SpacePerson,
  role: Role,
): Promise<ListedMember> {
  const { sql, record } = tx;
  await lockOwnSpace(sql, spaceId, viewerId, "owner");
  if (userId === viewerId) {
    throw new AppError(
      "unprocessable",
      "You cannot change your own role. Make another member the owner.",
    );
  }
  const [member] = await sql<ListedMember[]>`
    select user_id, role, joined_at from space_members
    where space_id = ${spaceId} and user_id = ${userId}`;
  const { role: present, joinedAt } = must(member);
  if (role === "owner") {
    await requireActive(sql, userId);
    await replaceOwner(tx, spaceId, { from: viewerId, to: userId });
  } else if (role !== present) {
    if (role === "moderator") await requireFreeModerator(sql, spaceId);
    await sql`
      update space_members set role = ${role}
      where space_id = ${spaceId} and user_id = ${userId}`;
    record({ type: "space.role_changed", spaceId, userIds: [userId] });
  }
  return { userId, role, joinedAt };
}

/** A suspension or deletion of the account locks the space too, so this holds until the end. */
async function requireActive(sql: Sql, userId: UserId): Promise<void> {
  const [user] = await sql`
    select from users u where u.id = ${userId} and ${isActive(sql, sql`u`)}`;
  must(user);
}

async function requireFreeModerator(sql: Sql, spaceId: SpaceId): Promise<void> {
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from space_members
    where space_id = ${spaceId} and role = 'moderator'`);
  if (count < SPACE_MODERATORS_MAX) return;
  throw new AppError(
    "unprocessable",
    `A space can have at most ${SPACE_MODERATORS_MAX} moderators.`,
  );
}
