import { z } from "zod";
import { dismissSuggestion } from "../../db/discovery/suggestions.ts";
import type { Api } from "../http/api.ts";
import { suggestedPage } from "../../reads/discovery/suggested.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import { loadSuggestionViews, suggestionSchema } from "./suggestion_view.ts";

/** People whom a user may want to follow. */
export function suggestionRoutes(api: Api): void {
  api.get("/suggestions/users", {
    summary: "People to follow: followed by those whom I follow, or popular",
    query: pageQuery,
    response: z.object({ users: z.array(suggestionSchema), pagination: paginationSchema }),
    async run({ ctx, viewerId, query }) {
      const scope = `suggestions for ${viewerId}`;
      const place = placeOf(ctx, scope, query.cursor);
      const page = await suggestedPage(ctx, viewerId, place, query.limit);
      const users = await loadSuggestionViews(ctx, viewerId, page.items);
      return { users, pagination: paginationOf(ctx, scope, page.next) };
    },
  });

  api.delete("/suggestions/users/:id", {
    summary: "Never suggest this person to me again",
    params: userParams,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, write }) {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => dismissSuggestion(tx, viewerId, userId));
    },
  });
}
