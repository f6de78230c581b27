import { blockUser, listBlocks, unblockUser } from "../../db/safety/blocks.ts";
import { findRelationship } from "../../db/people/relationship.ts";
import type { Api } from "../http/api.ts";
import { resolveBlockable } from "../../reads/people/resolve_user.ts";
import { timeSchema, userParams } from "../http/values.ts";
import { loadListedViews } from "../people/list_view.ts";
import { relationshipSchema, relationshipView } from "../people/profile_view.ts";
import { userCardSchema } from "../people/user_view.ts";

const blockSchema = userCardSchema.extend({ blockedAt: timeSchema }).meta({ id: "BlockedUser" });
const UNBLOCK = "Unblock a user; follows that the block ended are not restored";

/** Blocks hide two users from each other. No response reveals a block to the blocked user. */
export function blockRoutes(api: Api): void {
  const changes = [
    ["post", "/users/:id/block", "Block a user", blockUser],
    ["delete", "/users/:id/block", UNBLOCK, unblockUser],
    ["post", "/users/:id/unblock", UNBLOCK, unblockUser],
  ] as const;
  for (const [method, path, summary, change] of changes) {
    api[method](path, {
      summary,
      params: userParams,
      response: relationshipSchema,
      errors: ["not_found", ...change === blockUser ? ["unprocessable" as const] : []],
      run: async ({ ctx, viewerId, params, write }) => {
        const userId = await resolveBlockable(ctx, params.id, viewerId);
        return await write(async (tx) => {
          await change(tx, viewerId, userId);
          return relationshipView(await findRelationship(tx.sql, viewerId, userId));
        });
      },
    });
  }

  api.list("/users/me/blocks", {
    summary: "List the users whom I block, newest first",
    name: "blocks",
    item: blockSchema,
    scope: ({ viewerId }) => `blocks of ${viewerId}`,
    find: ({ ctx, viewerId }, before, limit) => listBlocks(ctx.sql, viewerId, before, limit),
    view: (blocks, { ctx }) =>
      loadListedViews(ctx, blocks, (card, { createdAt }) => ({
        ...card,
        blockedAt: createdAt.toISOString(),
      })),
  });
}
