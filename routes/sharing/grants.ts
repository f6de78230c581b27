import { grantPost, revokeGrant } from "../../db/sharing/grants.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { postParams } from "../http/values.ts";

const grantParams = postParams.extend({ userId: text(36) });

/** Grants: the author shows a post to one more person. */
export function grantRoutes(api: Api): void {
  api.put("/posts/:id/grants/:userId", {
    summary: "Share my post with one more user",
    params: grantParams,
    errors: ["forbidden", "not_found", "unprocessable"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.userId, viewerId);
      await write((tx) => grantPost(tx, viewerId, { postId: params.id, userId }));
    },
  });

  api.delete("/posts/:id/grants/:userId", {
    summary: "Stop sharing my post with a user",
    params: grantParams,
    errors: ["forbidden", "not_found"],
    run: async ({ ctx, viewerId, params, write }) => {
      const userId = await resolveUserId(ctx, params.userId, viewerId);
      await write((tx) => revokeGrant(tx, viewerId, { postId: params.id, userId }));
    },
  });
}
