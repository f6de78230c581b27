import type { MembershipChange, Role } from "../../domain/conversations/conversations.ts";
import { SPACE_MODERATORS_MAX } from "../../domain/conversations/limits.ts";
import { type Candidate, successorOf } from "../../domain/conversations/succession.ts";
import type { SpaceId, UserId } from "../../domain/ids.ts";
import { one, type Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { isActive } from "../visibility.ts";
import { endSpace } from "./ending.ts";
import { dismiss } from "./membership.ts";

/** A space that is locked for one of its members. */
interface LockedOwn {
  id: SpaceId;
  membersCount: number;
  role: Role;
}

/** Ends a membership in a locked space. After an owner, the next one follows, or the space ends. */
export async function leaveLocked(
  tx: Tx,
  space: LockedOwn,
  userId: UserId,
  how: MembershipChange = "left",
): Promise<void> {
  if (space.role === "owner" && !await handOver(tx, space.id, userId)) {
    return await endSpace(tx, space);
  }
  await dismiss(tx, space, userId, how);
}

/**
 * Gives the spaces of a person who goes away to their successors, and ends those that have none.
 * Call it before the person's row is locked. People who return are moderators.
 */
export async function handOverSpaces(tx: Tx, userId: UserId): Promise<void> {
  // The locks on all spaces keep others from handing one to this person meanwhile.
  for (const space of await lockSpacesOf(tx.sql, userId)) {
    if (space.role !== "owner") continue;
    if (!await handOver(tx, space.id, userId)) await endSpace(tx, space);
  }
}

/** Takes a person out of some spaces, in the order of their ids; returns of how many. */
export async function leaveSpaces(tx: Tx, userId: UserId, limit: number): Promise<number> {
  const spaces = await lockSpacesOf(tx.sql, userId, limit);
  for (const space of spaces) await leaveLocked(tx, space, userId);
  return spaces.length;
}

/** Makes somebody the owner of a locked space in place of another, who becomes a moderator. */
export async function replaceOwner(
  { sql, record }: Tx,
  spaceId: SpaceId,
  { from, to }: { from: UserId; to: UserId },
): Promise<void> {
  const { count } = await one(sql<{ count: number }[]>`
    select count(*)::int from space_members
    where space_id = ${spaceId} and role = 'moderator' and user_id <> ${to}`);
  const role = count < SPACE_MODERATORS_MAX ? "moderator" : "member";
  // A space never has two owners, so the old one steps down first.
  await sql`
    update space_members set role = ${role} where space_id = ${spaceId} and user_id = ${from}`;
  await sql`
    update space_members set role = 'owner' where space_id = ${spaceId} and user_id = ${to}`;
  record({ type: "space.role_changed", spaceId, userIds: [from, to] });
}

/** Gives a locked space to the successor of its owner. Returns false if there is none. */
async function handOver(tx: Tx, spaceId: SpaceId, ownerId: UserId): Promise<boolean> {
  const successorId = successorOf(await listCandidates(tx.sql, spaceId));
  if (successorId === null) return false;
  await replaceOwner(tx, spaceId, { from: ownerId, to: successorId });
  return true;
}

/** Finds the oldest active moderator of a space and the oldest active member. */
async function listCandidates(sql: Sql, spaceId: SpaceId): Promise<Candidate[]> {
  const oldest = (role: Role) =>
    sql`
    select m.user_id, m.role, m.id from space_members m join users u on u.id = m.user_id
    where m.space_id = ${spaceId} and m.role = ${role} and ${isActive(sql, sql`u`)}
    order by m.id limit 1`;
  return await sql<Candidate[]>`(${oldest("moderator")}) union all (${oldest("member")})`;
}

/** Locks the living spaces of a person, in the order of their ids. */
async function lockSpacesOf(
  sql: Sql,
  userId: UserId,
  limit: number | null = null,
): Promise<LockedOwn[]> {
  const locked = await sql<{ id: SpaceId; membersCount: number }[]>`
    select s.id, s.members_count from spaces s
    where s.deleted_at is null
      and s.id in (select space_id from space_members where user_id = ${userId})
    order by s.id limit ${limit}
    for no key update`;
  // It is read after the locks, because somebody may have left or been removed while they waited.
  const roles = await sql<{ spaceId: SpaceId; role: Role }[]>`
    select space_id, role from space_members
    where user_id = ${userId} and space_id = any(${locked.map(({ id }) => id)}::uuid[])`;
  const roleIn = new Map(roles.map(({ spaceId, role }) => [spaceId, role]));
  return locked.flatMap((space) => {
    const role = roleIn.get(space.id);
    return role === undefined ? [] : [{ ...space, role }];
  });
}
