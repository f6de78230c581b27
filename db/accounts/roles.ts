import type { UserId } from "../../domain/ids.ts";
import { may, type Permission, type Role, ROLES } from "../../domain/accounts/permissions.ts";
import { AppError, must } from "../../lib/errors.ts";
import { listAccess } from "./credentials_of_user.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A change of a user's roles. The actor null is the operator at the machine. */
export interface RoleChange {
  actorId: UserId | null;
  userId: UserId;
  roles: readonly Role[];
}

const NEEDED: Permission = "roles.change";

/** Returns the roles of a user. */
export async function findRoles(sql: Sql, userId: UserId): Promise<Role[]> {
  const [user] = await sql<{ roles: Role[] }[]>`select roles from users where id = ${userId}`;
  return user?.roles ?? [];
}

/**
 * Gives a user these roles, and no others but `user`; returns them. At least one admin who is not
 * suspended must remain. All admins are locked, so that two of them cannot remove each other.
 */
export async function changeRoles(
  { sql, record }: Tx,
  { actorId, userId, roles }: RoleChange,
): Promise<Role[]> {
  const locked = await sql<{ id: UserId; roles: Role[]; isSuspended: boolean }[]>`
    select id, roles, suspended_at is not null as is_suspended from users
    where id = ${userId} or 'admin' = any(roles)
    order by id for update`;
  const before = must(locked.find(({ id }) => id === userId), "User not found.").roles;
  // The actor may have lost their role since the request came in.
  const actor = locked.find(({ id }) => id === actorId);
  if (actorId !== null && !(actor && !actor.isSuspended && may(actor.roles, NEEDED))) {
    throw new AppError("forbidden", "You do not have permission to do this.", {
      details: { permission: NEEDED },
    });
  }
  const next = ROLES.filter((role) => role === "user" || roles.includes(role));
  if (before.join() === next.join()) return next;
  const others = locked.filter(({ id, roles, isSuspended }) =>
    id !== userId && !isSuspended && roles.includes("admin")
  );
  if (before.includes("admin") && !next.includes("admin") && others.length === 0) {
    throw new AppError(
      "conflict",
      "The last admin must stay an admin. Make another user an admin first.",
      {
        details: { field: "roles" },
      },
    );
  }
  await sql`update users set roles = ${next}, updated_at = now() where id = ${userId}`;
  record({ type: "access.changed", userId, sessionIds: await listAccess(sql, userId) });
  return next;
}

/** Adds the role of admin to the user with this name. Returns false if they had it. */
export async function grantAdmin(tx: Tx, username: string): Promise<boolean> {
  const [user] = await tx.sql<{ id: UserId; roles: Role[] }[]>`
    select id, roles from users where username = ${username.toLowerCase()} for update`;
  const { id, roles } = must(user, `User ${username} not found.`);
  if (roles.includes("admin")) return false;
  await changeRoles(tx, { actorId: null, userId: id, roles: [...roles, "admin"] });
  return true;
}

/** Sets or removes the mark that a user is who they seem to be. */
export async function setVerified(
  { sql, record }: Tx,
  userId: UserId,
  isVerified: boolean,
): Promise<void> {
  const { count } = await sql`
    update users set is_verified = ${isVerified}, updated_at = now()
    where id = ${userId} and is_verified <> ${isVerified}`;
  if (count === 1) record({ type: "user.updated", userId });
}
