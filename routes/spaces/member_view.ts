import type { z } from "zod";
import type { Context } from "../../context/mod.ts";
import type { ListedMember } from "../../db/spaces/lists.ts";
import type { memberSchema } from "../conversations/member_view.ts";
import { loadListedViews } from "../people/list_view.ts";

/** Returns members of a space with their cards. */
export function spaceMemberViews(
  ctx: Context,
  members: readonly ListedMember[],
): Promise<z.input<typeof memberSchema>[]> {
  return loadListedViews(ctx, members, (card, { role, joinedAt }) => ({
    ...card,
    role,
    joinedAt: joinedAt.toISOString(),
  }));
}
