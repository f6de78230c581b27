import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { userCardSchema, userCardView } from "./user_view.ts";

type ListedView = z.input<typeof userCardSchema>;

/** Returns the people in a list with their cards, in their order, without those just erased. */
export async function loadListedViews<P extends { userId: UserId }, V>(
  ctx: Context,
  people: readonly P[],
  view: (card: ListedView, person: P) => V,
): Promise<V[]> {
  const users = await ctx.cache.users.getMany(people.map((person) => person.userId));
  return people.flatMap((person) => {
    const user = users.get(person.userId);
    return user ? [view(userCardView(ctx, user), person)] : [];
  });
}
