import { z } from "zod";
import { blockUser, listBlocks, unblockUser } from "../../db/safety/blocks.ts";
import { findRelationship } from "../../db/people/relationship.ts";
import type { Api } from "../http/api.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { resolveBlockable } from "../../reads/people/resolve_user.ts";
import { timeSchema, userParams } from "../http/values.ts";
import { loadListedViews } from "../people/list_view.ts";
import { relationshipSchema, relationshipView } from "../people/profile_view.ts";
import { userCardSchema } from "../people/user_view.ts";

const blockSchema = userCardSchema.extend({ blockedAt: timeSchema });

/** Blocks: two people vanish from each other, and nothing tells that it is one. */
export function blockRoutes(api: Api): void {
  const change = (
    summary: string,
    run: typeof blockUser,
  ): Endpoint<
    "required",
    typeof userParams,
    undefined,
    undefined,
    typeof relationshipSchema
  > => ({
    summary,
    params: userParams,
    response: relationshipSchema,
    errors: ["not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveBlockable(ctx, params.id, viewerId);
      return await write(async (tx) => {
        await run(tx, viewerId, userId);
        return relationshipView(await findRelationship(tx.sql, viewerId, userId));
      });
    },
  });
  const unblock = change("Unblock a user; follows that the block ended stay ended", unblockUser);
  api.post("/users/:id/block", change("Block a user", blockUser));
  api.delete("/users/:id/block", unblock);
  api.post("/users/:id/unblock", unblock);

  api.get("/users/me/blocks", {
    summary: "Whom I block, newest first",
    query: pageQuery,
    response: z.object({ blocks: z.array(blockSchema), pagination: paginationSchema }),
    run: async ({ ctx, viewerId, query }) => {
      const scope = `blocks of ${viewerId}`;
      const before = placeOf(ctx, scope, query.cursor);
      const page = await listBlocks(ctx.sql, viewerId, before, query.limit);
      const blocks = await loadListedViews(ctx, page.items, (card, { createdAt }) => ({
        ...card,
        blockedAt: createdAt.toISOString(),
      }));
      return { blocks, pagination: paginationOf(ctx, scope, page.next) };
    },
  });
}
