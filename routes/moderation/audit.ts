import { z } from "zod";
import { type AuditFilter, listActions } from "../../db/moderation/actions.ts";
import { MODERATION_ACTIONS, SUBJECT_TYPES } from "../../domain/moderation/moderation.ts";
import type { Api } from "../http/api.ts";
import { idInput, moment, userIdInput } from "../http/fields.ts";
import { pageQuery } from "../http/paging.ts";
import { auditEntrySchema, loadAuditViews } from "./action_view.ts";

const time = moment().optional();

const auditQuery = pageQuery.extend({
  actorId: userIdInput.optional(),
  action: z.enum(MODERATION_ACTIONS).optional(),
  subjectType: z.enum(SUBJECT_TYPES).optional(),
  subjectId: idInput.optional(),
  userId: userIdInput.optional(),
  from: time,
  to: time,
});

/** The audit: all actions of moderators, and their looks at private things. */
export function auditRoutes(api: Api): void {
  api.list("/moderation/audit", {
    summary: "List what moderators did and looked at, newest first (append-only)",
    permission: "audit.read",
    query: auditQuery,
    name: "entries",
    item: auditEntrySchema,
    scope: ({ query }) => `audit ${JSON.stringify(filterOf(query))}`,
    find: ({ ctx, query }, before, limit) => listActions(ctx.sql, filterOf(query), before, limit),
    view: (actions, { ctx }) => loadAuditViews(ctx, actions),
  });
}

function filterOf({ limit: _, cursor: __, ...filter }: z.output<typeof auditQuery>): AuditFilter {
  return filter;
}
