import type postgres from "postgres";
import type { CommentId } from "../../domain/ids.ts";
import type { CoalescedInboxChange } from "../../domain/notifications/coalesce.ts";
import type { ChangedNotification } from "../../domain/notifications/deltas.ts";
import { subjectOf } from "../../domain/notifications/inbox.ts";
import { GROUPED_TYPES, isGrouped } from "../../domain/notifications/notifications.ts";
import type { Parts } from "../../domain/events/parts.ts";
import { isInParts } from "../outbox/parts.ts";
import { wantsInApp } from "./preferences.ts";
import type { Sql } from "../sql.ts";
import { userVisibleTo, visibleTo } from "../visibility.ts";
import { wantsInvitation, wantsMessage, withdrawCauses } from "./messages.ts";

type Causes = CoalescedInboxChange["causes"];

/** Adds each actor to the open notification of its group, or to a new one. */
export async function insertCauses(sql: Sql, causes: Causes): Promise<ChangedNotification[]> {
  if (causes.length === 0) return [];
  const wanted = await keepVisible(sql, causes);
  if (wanted.length === 0) return [];
  const open = await openNotifications(sql, wanted);
  const addressed = wanted.map((cause) => ({
    ...cause,
    notificationId: isGrouped(cause.type) ? open.get(groupOf(cause))! : cause.id,
  }));
  const joined = await insertActors(sql, addressed);
  const ids = [...new Set(addressed.map((cause) => cause.notificationId))];
  const counts = Map.groupBy(joined, (id) => id);
  await Promise.all([
    sql`
      update notifications n
      set actors_count = n.actors_count + j.count, rev = n.rev + 1
      from unnest(${[...counts.keys()]}::uuid[],
        ${[...counts.values()].map((of) => of.length)}::int[]) as j (id, count)
      where n.id = j.id`,
    // An actor who is in an older notification already opens no new one.
    sql`delete from notifications where id = any(${ids}::uuid[]) and actors_count = 0`,
  ]);
  return addressed.filter((cause) => counts.has(cause.notificationId));
}

/** Leaves out causes that the receiver may not see, mutes or does not want. */
async function keepVisible(sql: Sql, causes: Causes): Promise<Causes> {
  const rows = await sql<{ position: number }[]>`
    select w.position::int from unnest(
      ${causes.map((cause) => cause.userId)}::uuid[],
      ${causes.map((cause) => cause.actorId)}::uuid[],
      ${causes.map((cause) => cause.postId)}::uuid[],
      ${causes.map((cause) => cause.type)}::text[],
      ${causes.map(({ subject }) => subject?.type === "message" ? subject.id : null)}::uuid[],
      ${causes.map(({ subject }) => subject?.type === "invitation" ? subject.id : null)}::uuid[]
    ) with ordinality as w (user_id, actor_id, post_id, type, message_id, invitation_id, position)
    join users u on u.id = w.user_id
    join users a on a.id = w.actor_id
    where ${userVisibleTo(sql, sql`w.actor_id`, sql`w.user_id`)}
      and not exists (
        select from mutes m
        where m.user_id = w.user_id and m.muted_id = w.actor_id and m.until > now())
      and ${wantsInApp(sql, sql`w.user_id`, sql`w.type`)}
      and (w.post_id is null or exists (
        select from posts p where p.id = w.post_id and ${visibleTo(sql, sql`w.user_id`)}))
      and (w.message_id is null or ${wantsMessage(sql)})
      and (w.invitation_id is null or ${wantsInvitation(sql)})
    order by w.position`;
  return rows.map((row) => causes[row.position - 1]!);
}

type Group = Pick<Causes[0], "userId" | "type" | "postId" | "subject">;
const groupOf = ({ userId, type, postId, subject }: Group) =>
  [userId, type, postId, subject?.id].join(" ");
/** Returns what the columns `comment_id` hold: the id of the subject, whatever its type. */
const subjectIdOf = ({ subject }: Group) => subject?.id ?? null;

/** Creates the notifications that are missing; returns the open one of each group. */
async function openNotifications(sql: Sql, causes: Causes): Promise<Map<string, string>> {
  const groups = new Map<string, Causes[0]>();
  for (const cause of causes.filter(({ type }) => isGrouped(type))) {
    if (!groups.has(groupOf(cause))) groups.set(groupOf(cause), cause);
  }
  const [, open] = await Promise.all([
    insertNotifications(sql, causes.filter(({ type }) => !isGrouped(type)), sql`do nothing`),
    // The update changes nothing, but locks the row: the group stays open until the actor is added.
    insertNotifications(
      sql,
      [...groups.values()],
      sql`(user_id, type, post_id, comment_id) where is_open do update set is_open = true`,
    ),
  ]);
  return new Map(open.map(({ id, commentId, ...row }) => {
    const subject = subjectOf({ ...row, commentId });
    return [groupOf({ ...row, subject }), id];
  }));
}

type OpenRow = Omit<Group, "subject"> & { id: string; commentId: CommentId | null };

async function insertNotifications(
  sql: Sql,
  causes: Causes,
  onConflict: postgres.Fragment,
): Promise<OpenRow[]> {
  if (causes.length === 0) return [];
  return await sql<OpenRow[]>`
    insert into notifications (id, user_id, type, post_id, comment_id, preview, is_open)
    select w.*, w.type = any(${[...GROUPED_TYPES]}) from unnest(
      ${causes.map((cause) => cause.id)}::uuid[],
      ${causes.map((cause) => cause.userId)}::uuid[],
      ${causes.map((cause) => cause.type)}::text[],
      ${causes.map((cause) => cause.postId)}::uuid[],
      ${causes.map(subjectIdOf)}::uuid[],
      ${causes.map((cause) => cause.preview)}::text[]
    ) as w (id, user_id, type, post_id, comment_id, preview)
    on conflict ${onConflict}
    returning id, user_id, type, post_id, comment_id`;
}

/** Returns the notification of each actor who was new. */
async function insertActors(
  sql: Sql,
  causes: (Causes[0] & { notificationId: string })[],
): Promise<string[]> {
  const rows = await sql<{ notificationId: string }[]>`
    insert into notification_actors
      (notification_id, id, user_id, type, post_id, comment_id, actor_id)
    select * from unnest(
      ${causes.map((cause) => cause.notificationId)}::uuid[],
      ${causes.map((cause) => cause.id)}::uuid[],
      ${causes.map((cause) => cause.userId)}::uuid[],
      ${causes.map((cause) => cause.type)}::text[],
      ${causes.map((cause) => cause.postId)}::uuid[],
      ${causes.map(subjectIdOf)}::uuid[],
      ${causes.map((cause) => cause.actorId)}::uuid[])
    on conflict do nothing
    returning notification_id`;
  return rows.map((row) => row.notificationId);
}

/**
 * Removes the actors of retracted causes, and the notifications about deleted objects, of users in
 * these parts.
 */
export async function retractCauses(
  sql: Sql,
  change: CoalescedInboxChange,
  parts: Parts,
): Promise<ChangedNotification[]> {
  const { retractions, deleted, withdrawn } = change;
  const changed: ChangedNotification[] = [];
  if (retractions.length > 0) {
    changed.push(
      ...await sql<ChangedNotification[]>`
      with deleted as (
      delete from notification_actors a
        using unnest(
          ${retractions.map((one) => one.userId)}::uuid[],
          ${retractions.map((one) => one.type)}::text[],
          ${retractions.map((one) => one.actorId)}::uuid[],
          ${retractions.map((one) => one.postId)}::uuid[],
          ${retractions.map(subjectIdOf)}::uuid[],
          ${retractions.map((one) => one.eventId)}::uuid[]
        ) as w (user_id, type, actor_id, post_id, comment_id, event_id)
        where a.user_id = w.user_id and a.actor_id = w.actor_id and a.type = w.type
          and a.post_id is not distinct from w.post_id
          and a.comment_id is not distinct from w.comment_id
        returning a.notification_id, w.event_id
      ), counted as (
        select notification_id, count(*)::int as count, max(event_id::text)::uuid as event_id
        from deleted group by notification_id
      )
      update notifications n set actors_count = n.actors_count - c.count, rev = n.rev + 1
      from counted c where n.id = c.notification_id
      returning n.id as notification_id, n.user_id, c.event_id`,
    );
  }
  if (deleted.length > 0) {
    changed.push(
      ...await sql<ChangedNotification[]>`
      with subjects (post_id, comment_id, event_id) as (
        select * from unnest(
          ${deleted.map(({ type, id }) => type === "post" ? id : null)}::uuid[],
          ${deleted.map(({ type, id }) => type === "post" ? null : id)}::uuid[],
          ${deleted.map((one) => one.eventId)}::uuid[])
      )
      delete from notifications n using subjects s
      where (n.post_id = s.post_id or n.comment_id = s.comment_id)
        and ${isInParts(sql, sql`n.user_id`, parts)}
      returning n.id as notification_id, n.user_id, s.event_id`,
    );
  }
  changed.push(...await withdrawCauses(sql, withdrawn));
  return changed;
}

/** Deletes those of these notifications that have no actor left. */
export async function deleteEmpty(
  sql: Sql,
  changed: readonly ChangedNotification[],
): Promise<void> {
  if (changed.length === 0) return;
  await sql`
    delete from notifications
    where id = any(${changed.map((one) => one.notificationId)}::uuid[]) and actors_count = 0`;
}
