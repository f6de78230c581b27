import { dismissSuggestion } from "../../db/discovery/suggestions.ts";
import type { Api } from "../http/api.ts";
import { suggestedPage } from "../../reads/discovery/suggested.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import { loadSuggestionViews, suggestionSchema } from "./suggestion_view.ts";

/** Suggestions: people whom the viewer may want to follow. */
export function suggestionRoutes(api: Api): void {
  api.list("/suggestions/users", {
    summary: "List users to follow: followed by those whom I follow, or popular",
    name: "users",
    item: suggestionSchema,
    scope: ({ viewerId }) => `suggestions for ${viewerId}`,
    find: ({ ctx, viewerId }, place, limit) => suggestedPage(ctx, viewerId, place, limit),
    view: (people, { ctx, viewerId }) => loadSuggestionViews(ctx, viewerId, people),
  });

  api.delete("/suggestions/users/:id", {
    summary: "Never suggest this user to me again",
    params: userParams,
    errors: ["not_found"],
    async run({ ctx, viewerId, params, write }) {
      const userId = await resolveUserId(ctx, params.id, viewerId);
      await write((tx) => dismissSuggestion(tx, viewerId, userId));
    },
  });
}
