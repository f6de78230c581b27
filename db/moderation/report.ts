import { newId, type UserId } from "../../domain/ids.ts";
import type { ReportReason, Snapshot, Subject } from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import { findOpenReport, type Report } from "./reports.ts";
import { type ContextMessage, insertContext } from "./reported_messages.ts";
import { capture } from "./snapshots.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** The content of a report by its reporter. */
export interface Flag {
  reporterId: UserId;
  subject: Subject;
  reason: ReportReason;
  note: string | null;
}

/** Reports a subject that the reporter sees. Returns their open report of it if there is one. */
export async function flag({ sql }: Tx, given: Flag): Promise<Report> {
  const { reporterId, subject, reason, note } = given;
  const looker = { userId: reporterId, isModerator: false };
  const captured = must(await capture(sql, subject, looker));
  if (captured.personId === reporterId) {
    throw new AppError("unprocessable", "You cannot report yourself or your own content.");
  }
  await insertReport(sql, { ...captured, reporterId, subject, reason, note });
  return must(await findOpenReport(sql, reporterId, subject));
}

interface NewReport extends Flag {
  personId: UserId;
  isPrivate: boolean;
  snapshot: Snapshot;
  context?: readonly ContextMessage[];
}

/** Stores a report, unless the reporter has an open one of the same subject. */
export async function insertReport(sql: Sql, report: NewReport): Promise<void> {
  const { subject, snapshot, context = [], ...columns } = report;
  const id = newId();
  const row = { ...columns, id, subjectType: subject.type, subjectId: subject.id };
  const { count } = await sql`
    insert into moderation_reports ${sql({ ...row, snapshot: sql.json(snapshot as never) })}
    on conflict (reporter_id, subject_type, subject_id) where status = 'open' do nothing`;
  if (count > 0) await insertContext(sql, id, context);
}
