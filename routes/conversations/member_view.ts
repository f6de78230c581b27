import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ListedMember } from "../../db/conversations/member_list.ts";
import { ROLES } from "../../domain/conversations/conversations.ts";
import { timeSchema } from "../http/values.ts";
import { userCardSchema, userCardView } from "../people/user_view.ts";

/** A member of a conversation or a space. */
export const memberSchema = userCardSchema.extend({ role: z.enum(ROLES), joinedAt: timeSchema })
  .meta({ id: "Member" });

/** Returns members whom the viewer sees. */
export async function memberViews(
  ctx: Context,
  members: readonly Omit<ListedMember, "id">[],
): Promise<z.input<typeof memberSchema>[]> {
  const users = await ctx.cache.users.getMany(members.map(({ userId }) => userId));
  return members.flatMap(({ userId, role, joinedAt }) => {
    const user = users.get(userId);
    if (user === undefined) return [];
    return [{ ...userCardView(ctx, user), role, joinedAt: joinedAt.toISOString() }];
  });
}
