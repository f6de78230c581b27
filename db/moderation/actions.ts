import { LAST_ID, newId, type UserId } from "../../domain/ids.ts";
import type {
  ModerationActionName,
  Subject,
  SubjectType,
} from "../../domain/moderation/moderation.ts";
import { type Page, pageOf } from "../page.ts";
import { one, type Sql } from "../sql.ts";

/** An entry of the audit: one action of moderation, or one look at reported content. */
export interface ModerationAction {
  id: string;
  /** Null for a suspension whose time ran out, which nobody ended. */
  actorId: UserId | null;
  action: ModerationActionName;
  subjectType: SubjectType;
  subjectId: string;
  /** The owner of the subject. */
  personId: UserId;
  reason: string;
  until: Date | null;
  reportId: string | null;
  appealId: string | null;
  createdAt: Date;
}

/** A new entry of the audit. */
export interface NewAction {
  actorId: UserId | null;
  action: ModerationActionName;
  subject: Subject;
  personId: UserId;
  reason: string;
  until?: Date | null;
  reportId?: string | null;
  appealId?: string | null;
}

/** Records an action of moderation; returns the entry. */
export async function logAction(sql: Sql, entry: NewAction): Promise<ModerationAction> {
  const { subject, until = null, reportId = null, appealId = null, ...rest } = entry;
  const row = { id: newId(), ...rest, until, reportId, appealId };
  return await one(sql<ModerationAction[]>`
    insert into moderation_actions ${
    sql({ ...row, subjectType: subject.type, subjectId: subject.id })
  }
    returning ${columns(sql)}`);
}

/** A moderator's look at reported content that is not public. */
export interface Look {
  actorId: UserId;
  reason: string;
  reportIds: readonly string[];
  appealIds: readonly (string | null)[];
}

/** Records a moderator's look at reported content that is not public. */
export async function logLooks(sql: Sql, look: Look): Promise<void> {
  const { actorId, reason, reportIds, appealIds } = look;
  if (reportIds.length === 0) return;
  await sql`
    insert into moderation_actions
      (id, actor_id, action, subject_type, subject_id, person_id, reason, report_id, appeal_id)
    select l.id, ${actorId}, 'report.view', r.subject_type, r.subject_id, r.person_id, ${reason},
      r.id, l.appeal_id
    from unnest(
      ${reportIds.map(() => newId())}::uuid[], ${reportIds}::uuid[],
      ${appealIds}::uuid[]) as l (id, report_id, appeal_id)
    join moderation_reports r on r.id = l.report_id`;
}

/** Finds an entry of the audit. */
export async function findAction(sql: Sql, id: string): Promise<ModerationAction | null> {
  const [action] = await sql<ModerationAction[]>`
    select ${columns(sql)} from moderation_actions where id = ${id}`;
  return action ?? null;
}

/** A filter of the audit. Omitted fields match everything. */
export interface AuditFilter {
  actorId?: UserId | undefined;
  action?: ModerationActionName | undefined;
  subjectType?: SubjectType | undefined;
  subjectId?: string | undefined;
  userId?: UserId | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}

/** The audit, newest first. */
export async function listActions(
  sql: Sql,
  filter: AuditFilter,
  before: string | null,
  limit: number,
): Promise<Page<ModerationAction>> {
  const rows = await sql<ModerationAction[]>`
    select ${columns(sql)} from moderation_actions
    where id < ${before ?? LAST_ID}
      ${filter.actorId ? sql`and actor_id = ${filter.actorId}` : sql``}
      ${filter.action ? sql`and action = ${filter.action}` : sql``}
      ${filter.subjectType ? sql`and subject_type = ${filter.subjectType}` : sql``}
      ${filter.subjectId ? sql`and subject_id = ${filter.subjectId}` : sql``}
      ${filter.userId ? sql`and person_id = ${filter.userId}` : sql``}
      ${filter.from ? sql`and created_at >= ${filter.from}` : sql``}
      ${filter.to ? sql`and created_at < ${filter.to}` : sql``}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}

function columns(sql: Sql) {
  return sql`
    id, actor_id, action, subject_type, subject_id, person_id, reason, until, report_id, appeal_id,
    created_at`;
}
