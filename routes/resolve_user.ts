import { z } from "zod";
import type { Context } from "../context.ts";
import { findUserId } from "../db/users.ts";
import { isId } from "../domain/ids.ts";
import { AppError, must } from "../lib/errors.ts";

/** A path that names a user: by id, as `@username`, or as `me`. */
export const userParams = z.object({ id: z.string().max(36) });

const HANDLE = /^@([a-z0-9_.]{3,30})$/;

/** The id of the user that a path names. Whom the viewer may not see does not exist. */
export async function resolveUserId(
  ctx: Context,
  id: string,
  viewerId: string | null,
): Promise<string> {
  if (id === "me") {
    if (viewerId === null) throw new AppError("unauthenticated", "Sign in first to be anybody");
    return viewerId;
  }
  const name = id.toLowerCase();
  const handle = HANDLE.exec(name)?.[1];
  if (handle !== undefined) return must(await findUserId(ctx.sql, handle));
  return must(isId(name) ? await ctx.hot.users.get(name) : null).id;
}
