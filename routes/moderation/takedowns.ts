import { restoreDirectly, takeDownDirectly } from "../../db/moderation/resolutions.ts";
import type { Api } from "../http/api.ts";
import { reasonBody, verdictOf } from "./input.ts";
import { moderationActionSchema, moderationActionView } from "./action_view.ts";
import { idParams } from "../http/values.ts";

const KINDS = [["posts", "post"], ["comments", "comment"], ["messages", "message"]] as const;
const ACTIONS = [
  ["takedown", takeDownDirectly, "Hide", "from everybody but its author, who is told why"],
  ["restore", restoreDirectly, "Restore", "that was taken down"],
] as const;

/** Takes posts, comments and messages down, and restores them. */
export function takedownRoutes(api: Api): void {
  for (const [path, type] of KINDS) {
    for (const [verb, act, title, detail] of ACTIONS) {
      api.post(`/moderation/${path}/:id/${verb}`, {
        summary: `${title} a ${type} ${detail}`,
        permission: "content.takedown",
        considers: ["moderators.overrule"],
        params: idParams,
        body: reasonBody,
        response: moderationActionSchema,
        errors: ["forbidden", "not_found", "conflict"],
        async run({ ctx, viewerId, granted, params, body, write }) {
          const verdict = verdictOf({ ctx, viewerId, granted }, body);
          return await write(async (tx) =>
            moderationActionView(await act(tx, verdict, { type, id: params.id }))
          );
        },
      });
    }
  }
}
