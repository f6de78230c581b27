import { z } from "zod";
import type { QueuedReport, Report } from "../../db/moderation/reports.ts";
import { REPORT_REASONS, REPORT_STATUSES } from "../../domain/moderation/moderation.ts";
import { subjectSchema } from "./action_view.ts";
import { snapshotSchema, type SnapshotView } from "./snapshot_view.ts";
import { idSchema, timeSchema } from "../http/values.ts";

/** A report as its reporter sees it. */
export const reportSchema = z.object({
  reportId: idSchema,
  subject: subjectSchema,
  reason: z.enum(REPORT_REASONS),
  note: z.string().nullable(),
  status: z.enum(REPORT_STATUSES),
  createdAt: timeSchema,
  resolvedAt: timeSchema.nullable(),
}).meta({ id: "Report" });

/** A report in a list. Only moderators get the additional fields. */
export const listedReportSchema = reportSchema.extend({
  reporterId: idSchema.nullable().optional(),
  userId: idSchema.optional(),
  reportsCount: z.int().optional(),
  actionId: idSchema.nullable().optional(),
  content: snapshotSchema.optional(),
}).meta({ id: "ListedReport" });

/** Returns a report as its reporter sees it. */
export function reportView(report: Report): z.input<typeof reportSchema> {
  return {
    reportId: report.id,
    subject: { type: report.subjectType, id: report.subjectId },
    reason: report.reason,
    note: report.note,
    status: report.status,
    createdAt: report.createdAt.toISOString(),
    resolvedAt: report.resolvedAt?.toISOString() ?? null,
  };
}

/** Returns a report as moderators see it. */
export function queuedReportView(
  report: QueuedReport,
  content: SnapshotView,
): z.input<typeof listedReportSchema> {
  const { reporterId, personId: userId, reportsCount, actionId } = report;
  return { ...reportView(report), reporterId, userId, reportsCount, actionId, content };
}
