import { z } from "zod";
import type { UserId } from "../../domain/ids.ts";
import { logLooks } from "../../db/moderation/actions.ts";
import { listOwnReports, listReports } from "../../db/moderation/reports.ts";
import { resolveReport } from "../../db/moderation/resolutions.ts";
import type { Tx } from "../../db/transact.ts";
import {
  REPORT_STATUSES,
  type ReportStatus,
  RESOLUTIONS,
} from "../../domain/moderation/moderation.ts";
import type { Permission } from "../../domain/accounts/permissions.ts";
import type { Api } from "../http/api.ts";
import { moderationText, untilSchema, verdictOf } from "./input.ts";
import { pageQuery } from "../http/paging.ts";
import type { Context } from "../../context/mod.ts";
import { listedReportSchema, queuedReportView, reportSchema, reportView } from "./report_view.ts";
import { snapshotViews } from "./snapshot_view.ts";
import { idParams } from "../http/values.ts";

const listQuery = pageQuery.extend({
  status: z.enum(REPORT_STATUSES).optional(),
  /** Lists a moderator's own reports instead of the queue. */
  mine: z.enum(["true", "false"]).default("false"),
});

const resolution = z.strictObject({
  action: z.enum(RESOLUTIONS),
  note: moderationText.optional(),
  until: untilSchema.nullable().default(null),
}).refine(({ action, until }) => until === null || action === "suspend", {
  path: ["until"],
  message: "Only a suspension can have an end",
});

/** The permission that each resolution needs beside `reports.review`. */
const NEEDED: Partial<Record<(typeof RESOLUTIONS)[number], Permission>> = {
  takedown: "content.takedown",
  suspend: "users.suspend",
};

/** Reports: the moderators' queue, the viewer's own reports, and resolving them. */
export function reportRoutes(api: Api): void {
  api.list("/moderation/reports", {
    summary: "List my reports, newest first; moderators get the queue, oldest open report first",
    considers: ["reports.review"],
    query: listQuery,
    name: "reports",
    item: listedReportSchema,
    of: ({ query, granted }) =>
      query.mine === "false" && granted.has("reports.review") ? "queue" : "own",
    scope: ({ viewerId, query: { status }, of }) =>
      of === "queue" ? `queue of reports ${status ?? "open"}` : `reports of ${viewerId} ${status}`,
    async find({ ctx, viewerId, query: { status }, of, write }, place, limit) {
      if (of === "queue") {
        return await write((tx) => readQueue(ctx, tx, viewerId, { status, after: place, limit }));
      }
      const page = await listOwnReports(ctx.sql, viewerId, status, place, limit);
      return { ...page, items: page.items.map(reportView) };
    },
    view: (reports) => reports,
  });

  api.post("/moderation/reports/:id/resolve", {
    summary: "Resolve a report, and with it all open reports of the same content",
    permission: "reports.review",
    permissionFor: ({ action }) => NEEDED[action],
    considers: ["moderators.overrule"],
    params: idParams,
    body: resolution,
    response: reportSchema,
    errors: ["forbidden", "not_found", "conflict", "unprocessable"],
    async run({ ctx, viewerId, granted, params, body, write }) {
      const { action, until } = body;
      const verdict = verdictOf({ ctx, viewerId, granted }, body);
      const resolving = { reportId: params.id, action, until };
      return await write(async (tx) => reportView(await resolveReport(tx, verdict, resolving)));
    },
  });
}

/** Returns a page of the queue. Each look at something private is logged. */
async function readQueue(
  ctx: Context,
  { sql }: Tx,
  moderatorId: UserId,
  { status = "open", after, limit }: {
    status: ReportStatus | undefined;
    after: string | null;
    limit: number;
  },
) {
  const page = await listReports(sql, moderatorId, status, after, limit);
  const reportIds = page.items.filter((one) => one.isPrivate).map((one) => one.id);
  const appealIds = reportIds.map(() => null);
  await logLooks(sql, { actorId: moderatorId, reason: "Reviews reports", reportIds, appealIds });
  const contents = await snapshotViews(ctx, sql, moderatorId, page.items);
  const items = page.items.map((report, index) => queuedReportView(report, contents[index]!));
  return { ...page, items };
}
