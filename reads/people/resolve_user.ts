import type { Context } from "../../context/mod.ts";
import type { UserCard } from "../../db/people/cards.ts";
import { findUserId } from "../../db/accounts/users.ts";
import { isId, type UserId } from "../../domain/ids.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { AppError, must } from "../../lib/errors.ts";

const HANDLE = /^@([a-z0-9_.]{3,30})$/;

/** Returns the user that a path names. Throws `not_found` if the viewer may not see them. */
export async function resolveUser(
  ctx: Context,
  id: string,
  viewerId: UserId | null,
): Promise<UserCard> {
  const user = must(await findNamedUser(ctx, id, viewerId));
  const viewer = viewerId === null ? null : must(await ctx.cache.relations.get(viewerId));
  return must(canSeeUser(viewer, user) ? user : null);
}

/** Returns the id of the user that a path names, with the same rule as {@link resolveUser}. */
export async function resolveUserId(
  ctx: Context,
  id: string,
  viewerId: UserId | null,
): Promise<UserId> {
  return (await resolveUser(ctx, id, viewerId)).id;
}

/** Does the same, but also accepts users whom the viewer blocks, to show the block or to end it. */
export async function resolveBlockable(
  ctx: Context,
  id: string,
  viewerId: UserId,
): Promise<UserId> {
  const user = must(await findNamedUser(ctx, id, viewerId));
  const viewer = must(await ctx.cache.relations.get(viewerId));
  const isBlocked = viewer.blocking.has(user.id) && !user.isDeleted;
  return must(canSeeUser(viewer, user) || isBlocked ? user : null).id;
}

/** Returns the id of the user that a path names, for staff: nobody is hidden from them. */
export async function resolveAnyUserId(
  ctx: Context,
  id: string,
  viewerId: UserId,
): Promise<UserId> {
  return must(await findNamedUser(ctx, id, viewerId)).id;
}

async function findNamedUser(
  ctx: Context,
  id: string,
  viewerId: UserId | null,
): Promise<UserCard | undefined> {
  if (id === "me") {
    if (viewerId === null) throw new AppError("unauthenticated", "Sign in to use `me`.");
    return await ctx.cache.users.get(viewerId);
  }
  const name = id.toLowerCase();
  const handle = HANDLE.exec(name)?.[1];
  const userId = handle === undefined ? name as UserId : await findUserId(ctx.sql, handle);
  return userId !== null && isId(userId) ? await ctx.cache.users.get(userId) : undefined;
}
