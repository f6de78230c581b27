import type { UserId } from "../../domain/ids.ts";
import type { Resolution, Subject } from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { ModerationAction } from "./actions.ts";
import { insertReport } from "./report.ts";
import { closeReports, findReport, lockOpenReports, type Report } from "./reports.ts";
import { capture } from "./snapshots.ts";
import { suspend } from "./suspension.ts";
import { restore, takeDown, type TakedownSubject } from "./takedowns.ts";
import type { Tx } from "../transact.ts";
import { logVerdict, requireOthersCase, type Verdict, warn } from "./verdicts.ts";

/** A moderator's decision about a report. */
export interface Resolving {
  reportId: string;
  action: Resolution;
  until: Date | null;
}

/** Carries out a decision about a report, and resolves all open reports of the same subject. */
export async function resolveReport(
  tx: Tx,
  given: Verdict,
  { reportId, action, until }: Resolving,
): Promise<Report> {
  const { subject, personId } = await lockOpenReports(tx.sql, reportId);
  const verdict = { ...given, reportId };
  requireOthersCase(verdict, personId);
  const act = await perform(tx, verdict, { action, subject, personId, until });
  const status = action === "dismiss" ? "dismissed" : "actioned";
  await closeReports(tx.sql, subject, { status, actionId: act.id });
  return must(await findReport(tx.sql, reportId));
}

function perform(
  tx: Tx,
  verdict: Verdict,
  decided: { action: Resolution; subject: Subject; personId: UserId; until: Date | null },
): Promise<ModerationAction> {
  const { action, subject, personId, until } = decided;
  switch (action) {
    case "dismiss":
      return logVerdict(tx, verdict, { action: "report.dismiss", subject, personId });
    case "warn":
      return warn(tx, verdict, personId);
    case "suspend":
      return suspend(tx, verdict, personId, until);
    case "takedown":
      if (isTakedownSubject(subject)) return takeDown(tx, verdict, subject);
      throw new AppError("unprocessable", "A user can be warned or suspended, but not taken down.");
  }
}

function isTakedownSubject(subject: Subject): subject is TakedownSubject {
  return subject.type !== "user";
}

/** Takes down a subject that strangers see or that was reported, and resolves its open reports. */
export async function takeDownDirectly(
  tx: Tx,
  verdict: Verdict,
  subject: TakedownSubject,
): Promise<ModerationAction> {
  const { moderatorId } = verdict;
  const looker = { userId: moderatorId, isModerator: true };
  const captured = must(await capture(tx.sql, subject, looker), "Content not found.");
  const act = await takeDown(tx, verdict, subject);
  // A report stores the content for the moderator who decides about an appeal.
  const report = { reporterId: moderatorId, subject, reason: "other", note: act.reason } as const;
  await insertReport(tx.sql, { ...captured, ...report });
  await closeReports(tx.sql, subject, { status: "actioned", actionId: act.id });
  return act;
}

/** Restores a subject that was taken down. Fails with 404 if the moderator may not see it. */
export async function restoreDirectly(
  tx: Tx,
  verdict: Verdict,
  subject: TakedownSubject,
): Promise<ModerationAction> {
  const looker = { userId: verdict.moderatorId, isModerator: true };
  must(await capture(tx.sql, subject, looker), "Content not found.");
  return await restore(tx, verdict, subject);
}

/** Suspends a person, reported or not, and resolves open reports of the person. */
export async function suspendDirectly(
  tx: Tx,
  verdict: Verdict,
  personId: UserId,
  until: Date | null,
): Promise<ModerationAction> {
  const act = await suspend(tx, verdict, personId, until);
  const subject = { type: "user" as const, id: personId };
  await closeReports(tx.sql, subject, { status: "actioned", actionId: act.id });
  return act;
}
