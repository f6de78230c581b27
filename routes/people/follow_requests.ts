import { z } from "zod";
import { acceptRequest, cancelRequest, rejectRequest } from "../../db/people/follow_requests.ts";
import { listPeople } from "../../db/people/lists.ts";
import { findRelationship } from "../../db/people/relationship.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { followRequestSchema, loadFollowRequestViews } from "./follow_view.ts";
import { relationshipSchema, relationshipView } from "./profile_view.ts";

const requestParams = z.object({ userId: text(36) });
const requestQuery = pageQuery.extend({
  direction: z.enum(["incoming", "outgoing"]).default("incoming"),
});

/** Requests to follow private accounts. */
export function followRequestRoutes(api: Api): void {
  api.list("/follows/requests", {
    summary: "List follow requests to me, or my own, newest first",
    query: requestQuery,
    name: "requests",
    item: followRequestSchema,
    scope: ({ viewerId, query }) => `${query.direction}_requests of ${viewerId}`,
    find: ({ ctx, viewerId, query }, before, limit) => {
      const reading = { ownerId: viewerId, viewerId, before, limit };
      return listPeople(ctx.sql, `${query.direction}_requests`, reading);
    },
    view: (requests, { ctx }) => loadFollowRequestViews(ctx, requests),
  });

  const decisions = [
    ["post", "/follows/requests/:userId/accept", "Accept a follow request", acceptRequest],
    [
      "post",
      "/follows/requests/:userId/reject",
      "Reject a follow request; the sender is not notified",
      rejectRequest,
    ],
    ["delete", "/follows/requests/:userId", "Cancel my follow request", cancelRequest],
  ] as const;
  for (const [method, path, summary, decide] of decisions) {
    api[method](path, {
      summary,
      params: requestParams,
      response: relationshipSchema,
      errors: ["not_found"],
      run: async ({ ctx, viewerId, params, write }) => {
        const userId = await resolveUserId(ctx, params.userId, viewerId);
        return await write(async (tx) => {
          await decide(tx, viewerId, userId);
          return relationshipView(await findRelationship(tx.sql, viewerId, userId));
        });
      },
    });
  }
}
