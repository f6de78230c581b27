import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { FollowState } from "../../db/people/follows.ts";
import type { ListedPerson } from "../../db/people/lists.ts";
import { loadListedViews } from "./list_view.ts";
import { userCardSchema } from "./user_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** The state of the viewer's follow of a user. */
export const followStateSchema = z.object({
  userId: idSchema,
  isFollowing: z.boolean(),
  requested: z.boolean(),
  followersCount: z.int(),
}).meta({ id: "FollowState" });

/** Returns the state of the viewer's follow of a user, as clients see it. */
export function followStateView(state: FollowState): z.input<typeof followStateSchema> {
  return {
    userId: state.userId,
    isFollowing: state.isFollowing,
    requested: state.requested,
    followersCount: state.followersCount,
  };
}

/** A user in a list of followers, or of followed users. */
export const followEntrySchema = userCardSchema.extend({
  followedAt: timeSchema,
  isFollowing: z.boolean(),
}).meta({ id: "Follower" });

/** Returns the users in such a list, and whether the viewer follows each of them. */
export async function loadFollowEntryViews(
  ctx: Context,
  viewerId: UserId | null,
  entries: readonly ListedPerson[],
): Promise<z.input<typeof followEntrySchema>[]> {
  const relations = viewerId === null ? undefined : await ctx.cache.relations.get(viewerId);
  return await loadListedViews(ctx, entries, (card, entry) => ({
    ...card,
    followedAt: entry.createdAt.toISOString(),
    isFollowing: relations?.following.has(entry.userId) ?? false,
  }));
}

/** A follow request, with the card of the other user. */
export const followRequestSchema = userCardSchema.extend({ requestedAt: timeSchema }).meta({
  id: "FollowRequest",
});

/** Returns follow requests, each with the card of the other user. */
export function loadFollowRequestViews(
  ctx: Context,
  entries: readonly ListedPerson[],
): Promise<z.input<typeof followRequestSchema>[]> {
  return loadListedViews(ctx, entries, (card, entry) => ({
    ...card,
    requestedAt: entry.createdAt.toISOString(),
  }));
}
