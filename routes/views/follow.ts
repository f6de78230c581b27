import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FollowEntry, FollowState } from "../../db/follows.ts";
import { userCardSchema, userCardView } from "./user.ts";
import { idSchema, timeSchema } from "./values.ts";

/** How the viewer's follow of a user stands. */
export const followStateSchema = z.object({
  userId: idSchema,
  isFollowing: z.boolean(),
  requested: z.boolean(),
  followersCount: z.int(),
});

/** How the viewer's follow of a user stands. */
export function followStateView(state: FollowState): z.input<typeof followStateSchema> {
  return {
    userId: state.userId,
    isFollowing: state.isFollowing,
    requested: false,
    followersCount: state.followersCount,
  };
}

/** A person in a list of followers or followees. */
export const followEntrySchema = userCardSchema.extend({
  followedAt: timeSchema,
  isFollowing: z.boolean(),
});

/** People in a list of followers or followees, and which of them the viewer follows. */
export async function loadFollowEntryViews(
  ctx: Context,
  viewerId: string | null,
  entries: readonly FollowEntry[],
): Promise<z.input<typeof followEntrySchema>[]> {
  const [users, relations] = await Promise.all([
    ctx.hot.users.getMany(entries.map((entry) => entry.userId)),
    viewerId === null ? undefined : ctx.hot.relations.get(viewerId),
  ]);
  return entries.flatMap((entry) => {
    const user = users.get(entry.userId);
    if (!user) return [];
    const followedAt = entry.createdAt.toISOString();
    const isFollowing = relations?.following.has(entry.userId) ?? false;
    return [{ ...userCardView(ctx, user), followedAt, isFollowing }];
  });
}
