import { suspendDirectly } from "../../db/moderation/resolutions.ts";
import { unsuspend } from "../../db/moderation/suspension.ts";
import type { Api } from "../http/api.ts";
import { reasonBody, suspensionBody, verdictOf } from "./input.ts";
import { resolveAnyUserId } from "../../reads/people/resolve_user.ts";
import { userParams } from "../http/values.ts";
import { moderationActionSchema, moderationActionView } from "./action_view.ts";

/** Suspensions: suspend a user, end a suspension. */
export function suspensionRoutes(api: Api): void {
  const errors = ["forbidden", "not_found", "conflict"] as const;

  api.post("/moderation/users/:id/suspend", {
    summary:
      "Suspend a user permanently or until a given time; their content is hidden, and they are told why",
    permission: "users.suspend",
    considers: ["moderators.overrule"],
    params: userParams,
    body: suspensionBody,
    response: moderationActionSchema,
    errors,
    async run({ ctx, viewerId, granted, params, body, write }) {
      const userId = await resolveAnyUserId(ctx, params.id, viewerId);
      const verdict = verdictOf({ ctx, viewerId, granted }, body);
      return await write(async (tx) =>
        moderationActionView(await suspendDirectly(tx, verdict, userId, body?.until ?? null))
      );
    },
  });

  api.post("/moderation/users/:id/unsuspend", {
    summary: "End a suspension: the content of the user is visible again",
    permission: "users.suspend",
    considers: ["moderators.overrule"],
    params: userParams,
    body: reasonBody,
    response: moderationActionSchema,
    errors,
    async run({ ctx, viewerId, granted, params, body, write }) {
      const userId = await resolveAnyUserId(ctx, params.id, viewerId);
      const verdict = verdictOf({ ctx, viewerId, granted }, body);
      return await write(async (tx) => moderationActionView(await unsuspend(tx, verdict, userId)));
    },
  });
}
