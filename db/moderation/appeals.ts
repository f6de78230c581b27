import { FIRST_ID, LAST_ID, type UserId } from "../../domain/ids.ts";
import type {
  AppealStatus,
  ModerationActionName,
  Snapshot,
  SubjectType,
} from "../../domain/moderation/moderation.ts";
import { type Page, pageOf } from "../page.ts";
import { reportedContent } from "./reported_messages.ts";
import type { Sql } from "../sql.ts";

/** An appeal, with the action that it is against. */
export interface Appeal {
  id: string;
  actionId: string;
  personId: UserId;
  message: string;
  status: AppealStatus;
  answer: string | null;
  createdAt: Date;
  resolvedAt: Date | null;
  action: ModerationActionName;
  subjectType: SubjectType;
  subjectId: string;
  reason: string;
  /** The moderator who took the action. */
  actorId: UserId;
}

/** An appeal with the first report of its subject that led to the action, if there is one. */
export interface QueuedAppeal extends Appeal {
  reportId: string | null;
  isPrivate: boolean;
  snapshot: Snapshot | null;
}

/** Finds an appeal. */
export async function findAppeal(sql: Sql, id: string): Promise<Appeal | null> {
  const [appeal] = await sql<Appeal[]>`
    select ${columns(sql)} from moderation_appeals a
    join moderation_actions d on d.id = a.action_id where a.id = ${id}`;
  return appeal ?? null;
}

/** The appeals of a person, newest first. */
export async function listOwnAppeals(
  sql: Sql,
  personId: UserId,
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

/** The appeals of a status, oldest first, without the moderator's own. */
export async function listAppeals(
  sql: Sql,
  moderatorId: UserId,
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
      select r.id, r.is_private, ${reportedContent(sql)} as snapshot from moderation_reports r
      where r.action_id = a.action_id order by r.id limit 1
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
