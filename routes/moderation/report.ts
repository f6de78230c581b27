import { z } from "zod";
import { flag } from "../../db/moderation/report.ts";
import { REPORT_REASONS } from "../../domain/moderation/moderation.ts";
import type { Api } from "../http/api.ts";
import { moderationText } from "./input.ts";
import { resolveUserId } from "../../reads/people/resolve_user.ts";
import { idParams, userParams } from "../http/values.ts";
import { reportSchema, reportView } from "./report_view.ts";

const newFlag = z.strictObject({
  reason: z.enum(REPORT_REASONS),
  note: moderationText.nullable().default(null),
});

const FLAGGED = [["posts", "post"], ["comments", "comment"], ["messages", "message"]] as const;

/** Reports to the moderators. A user can report only visible things. */
export function flagRoutes(api: Api): void {
  const errors = ["not_found", "unprocessable"] as const;

  api.post("/moderation/users/:id/flag", {
    summary: "Report a user to the moderators; a repeat returns the open report",
    params: userParams,
    body: newFlag,
    response: reportSchema,
    status: 201,
    errors,
    run: async ({ ctx, viewerId, params, body, write }) => {
      const id = await resolveUserId(ctx, params.id, viewerId);
      const given = { reporterId: viewerId, subject: { type: "user", id }, ...body } as const;
      return await write(async (tx) => reportView(await flag(tx, given)));
    },
  });

  for (const [path, type] of FLAGGED) {
    api.post(`/moderation/${path}/:id/flag`, {
      summary: `Report a ${type} to the moderators; a repeat returns the open report`,
      params: idParams,
      body: newFlag,
      response: reportSchema,
      status: 201,
      errors,
      run: async ({ viewerId, params, body, write }) => {
        const given = { reporterId: viewerId, subject: { type, id: params.id }, ...body };
        return await write(async (tx) => reportView(await flag(tx, given)));
      },
    });
  }
}
