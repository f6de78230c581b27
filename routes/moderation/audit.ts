import { z } from "zod";
import { listActions } from "../../db/moderation/actions.ts";
import { MODERATION_ACTIONS, SUBJECT_TYPES } from "../../domain/moderation/moderation.ts";
import type { Api } from "../http/api.ts";
import { idInput, moment } from "../http/fields.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { auditEntrySchema, loadAuditViews } from "./action_view.ts";

const time = moment().optional();

const auditQuery = pageQuery.extend({
  actorId: idInput.optional(),
  action: z.enum(MODERATION_ACTIONS).optional(),
  subjectType: z.enum(SUBJECT_TYPES).optional(),
  subjectId: idInput.optional(),
  userId: idInput.optional(),
  from: time,
  to: time,
});

/** The audit: who did or looked at what, when and why. */
export function auditRoutes(api: Api): void {
  api.get("/moderation/audit", {
    summary: "What moderators did and looked at, newest first; it is only ever added to",
    permission: "audit.read",
    query: auditQuery,
    response: z.object({ entries: z.array(auditEntrySchema), pagination: paginationSchema }),
    async run({ ctx, query }) {
      const { limit, cursor, ...filter } = query;
      const scope = `audit ${JSON.stringify(filter)}`;
      const page = await listActions(ctx.sql, filter, placeOf(ctx, scope, cursor), limit);
      return {
        entries: await loadAuditViews(ctx, page.items),
        pagination: paginationOf(ctx, scope, page.next),
      };
    },
  });
}
