import { FIRST_ID, LAST_ID, newId } from "../domain/ids.ts";
import {
  APPEALABLE,
  type AppealStatus,
  type ModerationActionName,
  type Snapshot,
  type SubjectType,
} from "../domain/moderation.ts";
import { AppError, must } from "../lib/errors.ts";
import { findAction } from "./moderation_actions.ts";
import { type Page, pageOf } from "./page.ts";
import { type Sql, violates } from "./sql.ts";
import { unsuspend } from "./suspension.ts";
import { restore } from "./takedowns.ts";
import type { Tx } from "./transact.ts";
import { logVerdict, requireOthersCase, tellPerson, type Verdict } from "./verdicts.ts";

/** An appeal, with what it is against. */
export interface Appeal {
  id: string;
  actionId: string;
  personId: string;
  message: string;
  status: AppealStatus;
  answer: string | null;
  createdAt: Date;
  resolvedAt: Date | null;
  action: ModerationActionName;
  subjectType: SubjectType;
  subjectId: string;
  reason: string;
  /** Who did what the appeal is against. */
  actorId: string;
}

/** An appeal with the report of the thing that was acted on, where there is one. */
export interface QueuedAppeal extends Appeal {
  reportId: string | null;
  isPrivate: boolean;
  snapshot: Snapshot | null;
}

/** Appeals against what was done to a person. Fails with `conflict` if they did before. */
export async function insertAppeal(
  { sql }: Tx,
  personId: string,
  given: { actionId: string; message: string },
): Promise<Appeal> {
  const act = await findAction(sql, given.actionId);
  const isTheirs = act?.personId === personId && APPEALABLE.includes(act.action);
  must(isTheirs ? act : null, "No such action to appeal against");
  const id = newId();
  try {
    await sql`insert into moderation_appeals ${sql({ id, personId, ...given })}`;
  } catch (cause) {
    if (!violates(cause, "moderation_appeals_once")) throw cause;
    throw new AppError("conflict", "You have appealed against this already", { cause });
  }
  return must(await findAppeal(sql, id));
}

/**
 * Accepts or rejects an appeal. Accepting undoes what it is against, if that still holds. Who did
 * it does not decide about it, unless they are an admin.
 */
export async function resolveAppeal(
  tx: Tx,
  given: Verdict,
  appealId: string,
  isAccepted: boolean,
): Promise<Appeal> {
  await tx.sql`select from moderation_appeals where id = ${appealId} for update`;
  const appeal = must(await findAppeal(tx.sql, appealId), "No such appeal");
  if (appeal.status !== "open") throw new AppError("conflict", "This appeal is resolved already");
  const verdict = { ...given, appealId };
  requireOthersCase(verdict, appeal.personId);
  if (appeal.actorId === verdict.moderatorId && !verdict.isAdmin) {
    throw new AppError("forbidden", "Somebody else decides about appeals against what you did");
  }
  await tx.sql`
    update moderation_appeals
    set status = ${isAccepted ? "accepted" : "rejected"}, answer = ${verdict.reason},
      resolved_at = now()
    where id = ${appealId}`;
  const { subjectType: type, subjectId: id, personId } = appeal;
  const action = isAccepted ? "appeal.accept" : "appeal.reject";
  const subject = { type, id };
  await tellPerson(tx, verdict, await logVerdict(tx, verdict, { action, subject, personId }));
  if (isAccepted) await undo(tx, verdict, appeal);
  return must(await findAppeal(tx.sql, appealId));
}

/** Undoes what an appeal is against, unless that was undone meanwhile. A warning is only told. */
async function undo(tx: Tx, verdict: Verdict, appeal: Appeal): Promise<void> {
  const { subjectType: type, subjectId: id } = appeal;
  if (appeal.action === "user.warn" || !await holds(tx.sql, appeal)) return;
  if (type === "user") await unsuspend(tx, verdict, id);
  else await restore(tx, verdict, { type, id });
}

/** Whether what an appeal is against is what still holds. */
async function holds(sql: Sql, { subjectType, subjectId, actionId }: Appeal): Promise<boolean> {
  const rows = subjectType === "user"
    ? await sql`select from users where id = ${subjectId} and suspension_id = ${actionId}`
    : await sql`
      select from ${sql(subjectType === "post" ? "posts" : "comments")}
      where id = ${subjectId} and takedown_id = ${actionId}`;
  return rows.length > 0;
}

async function findAppeal(sql: Sql, id: string): Promise<Appeal | null> {
  const [appeal] = await sql<Appeal[]>`
    select ${columns(sql)} from moderation_appeals a
    join moderation_actions d on d.id = a.action_id where a.id = ${id}`;
  return appeal ?? null;
}

/** The appeals of a person, newest first. */
export async function listOwnAppeals(
  sql: Sql,
  personId: string,
  status: AppealStatus | undefined,
  before: string | null,
  limit: number,
): Promise<Page<Appeal>> {
  const rows = await sql<Appeal[]>`
    select ${columns(sql)} from moderation_appeals a
    join moderation_actions d on d.id = a.action_id
    where a.person_id = ${personId} and a.id < ${before ?? LAST_ID}
      ${status ? sql`and a.status = ${status}` : sql``}
    order by a.id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

/** The appeals of a status, oldest first, but for the moderator's own. */
export async function listAppeals(
  sql: Sql,
  moderatorId: string,
  status: AppealStatus,
  after: string | null,
  limit: number,
): Promise<Page<QueuedAppeal>> {
  const rows = await sql<QueuedAppeal[]>`
    select ${columns(sql)}, r.id as report_id, coalesce(r.is_private, false) as is_private,
      r.snapshot
    from moderation_appeals a
    join moderation_actions d on d.id = a.action_id
    left join lateral (
      select id, is_private, snapshot from moderation_reports
      where action_id = a.action_id order by id limit 1
    ) r on true
    where a.status = ${status} and a.person_id <> ${moderatorId} and a.id > ${after ?? FIRST_ID}
    order by a.id limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

function columns(sql: Sql) {
  return sql`
    a.id, a.action_id, a.person_id, a.message, a.status, a.answer, a.created_at, a.resolved_at,
    d.action, d.subject_type, d.subject_id, d.reason, d.actor_id`;
}
