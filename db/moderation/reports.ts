import { FIRST_ID, LAST_ID, type UserId } from "../../domain/ids.ts";
import type {
  ReportReason,
  ReportStatus,
  Snapshot,
  Subject,
  SubjectType,
} from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import { type Page, pageOf } from "../page.ts";
import { reportedContent } from "./reported_messages.ts";
import type { Sql } from "../sql.ts";

/** A report as its reporter sees it. */
export interface Report {
  id: string;
  subjectType: SubjectType;
  subjectId: string;
  reason: ReportReason;
  note: string | null;
  status: ReportStatus;
  createdAt: Date;
  resolvedAt: Date | null;
}

/** A report as moderators see it. */
export interface QueuedReport extends Report {
  reporterId: UserId | null;
  personId: UserId;
  isPrivate: boolean;
  snapshot: Snapshot;
  actionId: string | null;
  /** The number of reports of the same subject with the same status, including this one. */
  reportsCount: number;
}

/**
 * Returns the subject of an open report and its owner. Locks all open reports of the subject in
 * order: if two moderators resolve them at once, the second one finds them resolved.
 */
export async function lockOpenReports(
  sql: Sql,
  reportId: string,
): Promise<{ subject: Subject; personId: UserId }> {
  const [report] = await sql<Pick<QueuedReport, "subjectType" | "subjectId" | "personId">[]>`
    select subject_type, subject_id, person_id from moderation_reports where id = ${reportId}`;
  const { subjectType: type, subjectId: id, personId } = must(report, "Report not found.");
  const open = await sql<{ id: string }[]>`
    select id from moderation_reports
    where subject_type = ${type} and subject_id = ${id} and status = 'open'
    order by id for update`;
  if (open.some((one) => one.id === reportId)) return { subject: { type, id }, personId };
  throw new AppError("conflict", "This report is already resolved.");
}

/** Resolves all open reports of a subject; returns how many. */
export async function closeReports(
  sql: Sql,
  { type, id }: Subject,
  outcome: { status: Exclude<ReportStatus, "open">; actionId: string },
): Promise<number> {
  const { count } = await sql`
    update moderation_reports
    set status = ${outcome.status}, action_id = ${outcome.actionId}, resolved_at = now()
    where subject_type = ${type} and subject_id = ${id} and status = 'open'`;
  return count;
}

/** Finds the reporter's open report of a subject. */
export async function findOpenReport(
  sql: Sql,
  reporterId: UserId,
  { type, id }: Subject,
): Promise<Report | null> {
  const [report] = await sql<Report[]>`
    select ${columns(sql)} from moderation_reports r
    where r.reporter_id = ${reporterId} and r.subject_type = ${type} and r.subject_id = ${id}
      and r.status = 'open'`;
  return report ?? null;
}

/** Finds a report, as its reporter sees it. */
export async function findReport(sql: Sql, id: string): Promise<Report | null> {
  const [report] = await sql<Report[]>`
    select ${columns(sql)} from moderation_reports r where r.id = ${id}`;
  return report ?? null;
}

/** The reports of one reporter, newest first. */
export async function listOwnReports(
  sql: Sql,
  reporterId: UserId,
  status: ReportStatus | undefined,
  before: string | null,
  limit: number,
): Promise<Page<Report>> {
  const rows = await sql<Report[]>`
    select ${columns(sql)} from moderation_reports r
    where r.reporter_id = ${reporterId} and r.id < ${before ?? LAST_ID}
      ${status ? sql`and r.status = ${status}` : sql``}
    order by r.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The reports of a status, oldest first, without those that concern the moderator. */
export async function listReports(
  sql: Sql,
  moderatorId: UserId,
  status: ReportStatus,
  after: string | null,
  limit: number,
): Promise<Page<QueuedReport>> {
  const rows = await sql<QueuedReport[]>`
    select ${columns(sql)}, r.reporter_id, r.person_id, r.is_private,
      ${reportedContent(sql)} as snapshot, r.action_id, (
      select count(*)::int from moderation_reports o
      where o.subject_id = r.subject_id and o.subject_type = r.subject_type
        and o.status = r.status) as reports_count
    from moderation_reports r
    where r.status = ${status} and r.person_id <> ${moderatorId} and r.id > ${after ?? FIRST_ID}
    order by r.id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

function columns(sql: Sql) {
  return sql`
    r.id, r.subject_type, r.subject_id, r.reason, r.note, r.status, r.created_at, r.resolved_at`;
}
