import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ListedMember } from "../../db/spaces/lists.ts";
import { ROLES } from "../../domain/conversations/conversations.ts";
import { timeSchema } from "../http/values.ts";
import { loadListedViews } from "../people/list_view.ts";
import { userCardSchema } from "../people/user_view.ts";

/** A member of a space as clients see them. */
export const spaceMemberSchema = userCardSchema.extend({
  role: z.enum(ROLES),
  joinedAt: timeSchema,
});

/** Returns members of a space with their cards. */
export function spaceMemberViews(
  ctx: Context,
  members: readonly ListedMember[],
): Promise<z.input<typeof spaceMemberSchema>[]> {
  return loadListedViews(ctx, members, (card, { role, joinedAt }) => ({
    ...card,
    role,
    joinedAt: joinedAt.toISOString(),
  }));
}
