import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import type { Suggestion } from "../../db/discovery/suggestions.ts";
import { canSeeUser } from "../../domain/posts/visibility.ts";
import { must } from "../../lib/errors.ts";
import { userCardSchema, userCardView } from "./user_view.ts";

/** A user to follow, and the reason. */
export const suggestionSchema = userCardSchema.extend({
  reason: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("followed_by"),
      users: z.array(userCardSchema),
      count: z.int(),
    }).meta({ id: "FollowedByReason" }),
    z.object({ type: z.literal("popular") }).meta({ id: "PopularReason" }),
  ]),
}).meta({ id: "SuggestedUser" });

/** Returns suggestions with the cards of their users, without users who were hidden meanwhile. */
export async function loadSuggestionViews(
  ctx: Context,
  viewerId: UserId,
  suggestions: readonly Suggestion[],
): Promise<z.input<typeof suggestionSchema>[]> {
  const viewer = must(await ctx.cache.relations.get(viewerId));
  const users = await ctx.cache.users.getMany(
    suggestions.flatMap(({ userId, friendIds }) => [userId, ...friendIds]),
  );
  const cardsOf = (ids: readonly UserId[]) =>
    ids.flatMap((id) => {
      const user = users.get(id);
      return user && canSeeUser(viewer, user) ? [userCardView(ctx, user)] : [];
    });
  return suggestions.flatMap(({ userId, friendIds, friendsCount: count }) =>
    cardsOf([userId]).map((card) => ({
      ...card,
      reason: count === 0
        ? { type: "popular" as const }
        : { type: "followed_by" as const, users: cardsOf(friendIds), count },
    }))
  );
}
