import { isAtLeast, type Role } from "../../domain/conversations/conversations.ts";
import { SPACES_PER_USER_MAX } from "../../domain/conversations/limits.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import { canSeeSpace } from "../../domain/spaces/visibility.ts";
import { AppError, must } from "../../lib/errors.ts";
import { lockUsers } from "../locks.ts";
import { one, type Sql } from "../sql.ts";

/** A space whose row is locked until the end of the transaction. */
export interface LockedSpace {
  id: SpaceId;
  isPublic: boolean;
  membersCount: number;
  /** The role of the viewer; null if they are no member. */
  role: Role | null;
  /** When the viewer joined: Unix milliseconds, or null. */
  joinedAt: number | null;
}

/** A locked space with a viewer who is a member. */
export type OwnSpace = LockedSpace & { role: Role; joinedAt: number };

/**
 * Locks a space that the viewer sees, so that nobody else changes it, its members or its rooms
 * meanwhile. Throws `not_found` for any other.
 */
export async function lockSpace(sql: Sql, id: SpaceId, viewerId: UserId): Promise<LockedSpace> {
  const [space] = await sql<Omit<LockedSpace, "role" | "joinedAt">[]>`
    select id, is_public, members_count from spaces
    where id = ${id} and deleted_at is null
    for no key update`;
  // It is a statement of its own, so that it sees what others wrote before they gave the lock away.
  const { role, joinedAt, isBanned } = await findStanding(sql, id, viewerId);
  const isSeen = space !== undefined &&
    canSeeSpace({ ...space, isDeleted: false }, { isMember: role !== null, isBanned });
  return { ...must(isSeen ? space : null, "Space not found."), role, joinedAt };
}

/** Locks a space for a member with at least this role. Throws for anybody else. */
export async function lockOwnSpace(
  sql: Sql,
  id: SpaceId,
  viewerId: UserId,
  needed: Role,
): Promise<OwnSpace> {
  const space = await lockSpace(sql, id, viewerId);
  return { ...space, role: requireRole(space.role, needed), joinedAt: space.joinedAt ?? 0 };
}

/** Returns the role of somebody who sees a space. Throws `forbidden` if it is too low. */
export function requireRole(role: Role | null, needed: Role): Role {
  if (role === null) throw new AppError("forbidden", "Only members of this space can do this.");
  if (isAtLeast(role, needed)) return role;
  throw new AppError(
    "forbidden",
    needed === "owner"
      ? "Only the owner of this space can do this."
      : "Only the owner and the moderators of this space can do this.",
    { details: { reason: "role" } },
  );
}

/** The relation of a user to a space. */
export interface Standing {
  /** Null if they are no member. */
  role: Role | null;
  /** Unix milliseconds; null if they are no member. */
  joinedAt: number | null;
  isBanned: boolean;
}

/** Returns the relation of a user to a space, which may be deleted. */
export async function findStanding(sql: Sql, id: SpaceId, userId: UserId): Promise<Standing> {
  return await one(sql<Standing[]>`
    select m.role, extract(epoch from m.joined_at)::float * 1000 as joined_at,
      exists (
        select from space_bans where space_id = ${id} and user_id = ${userId}) as is_banned
    from (values (1)) as always
    left join space_members m on m.space_id = ${id} and m.user_id = ${userId}`);
}

/** Locks a user who is about to enter a space. Fails if they are in too many. */
export async function requireFreePlace(sql: Sql, userId: UserId): Promise<void> {
  await lockUsers(sql, [userId]);
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from space_members m join spaces s on s.id = m.space_id
    where m.user_id = ${userId} and s.deleted_at is null`);
  if (count < SPACES_PER_USER_MAX) return;
  throw new AppError(
    "unprocessable",
    `You can be in at most ${SPACES_PER_USER_MAX} spaces. Leave one first.`,
  );
}
