import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { Ban } from "../../db/spaces/bans.ts";
import type { UserId } from "../../domain/ids.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { idSchema, timeSchema } from "../http/values.ts";
import { userCardSchema, userCardView } from "../people/user_view.ts";

/** A ban as the staff of a space see it. */
export const banSchema = z.object({
  userId: idSchema,
  username: z.string().nullable().describe("Null if the person is hidden from the viewer."),
  reason: z.string().nullable(),
  bannedBy: userCardSchema.nullable(),
  createdAt: timeSchema,
}).meta({ id: "Ban" });

/** Returns bans as a member of the staff sees them. */
export async function banViews(
  ctx: Context,
  viewerId: UserId,
  bans: readonly Ban[],
): Promise<z.input<typeof banSchema>[]> {
  const viewer = must(await ctx.cache.relations.get(viewerId));
  const ids = bans.flatMap(({ userId, bannedBy }) => bannedBy ? [userId, bannedBy] : [userId]);
  const users = await ctx.cache.users.getMany([...new Set(ids)]);
  const seen = (id: UserId | null) => {
    const user = id === null ? undefined : users.get(id);
    return user !== undefined && canSeeUser(viewer, user) ? user : null;
  };
  return bans.map(({ userId, reason, bannedBy, createdAt }) => {
    const banner = seen(bannedBy);
    return {
      userId,
      username: seen(userId)?.username ?? null,
      reason,
      bannedBy: banner && userCardView(ctx, banner),
      createdAt: createdAt.toISOString(),
    };
  });
}
