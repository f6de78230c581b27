import { inboxChangeOf, type RecordedEvent } from "../../domain/events/events.ts";
import { coalesceLikes } from "../../domain/engagement/likes.ts";
import { ACTORS_SHOWN, INBOX_KEPT } from "../../domain/limits.ts";
import type { InboxDelta, StoredEntry } from "../../domain/notifications/inbox.ts";
import { coalesceChanges } from "../../domain/notifications/coalesce.ts";
import { insertLikeCauses, retractLikeCauses } from "./likes.ts";
import { deleteEmpty, insertCauses, retractCauses } from "./groups.ts";
import type { Sql } from "../sql.ts";

/** Notes who is to be notified of these events and answers how their inboxes then stand. */
export async function changeInboxes(
  sql: Sql,
  events: readonly RecordedEvent[],
): Promise<InboxDelta[]> {
  const change = coalesceChanges(
    events.map(({ id, event }) => ({ id, ...inboxChangeOf(id, event) })),
  );
  const likes = coalesceLikes(
    events.flatMap(({ id, event }) =>
      event.type === "likes.changed" ? [{ eventId: id, posts: event.posts }] : []
    ),
  );
  const withdrawn = [
    ...await retractCauses(sql, change),
    ...await retractLikeCauses(sql, likes),
  ];
  await deleteEmpty(sql, withdrawn);
  const before = changedBefore(events);
  withdrawn.push(...before.changed);
  const joined = [
    ...before.announced,
    ...await insertCauses(sql, change.causes),
    ...await insertLikeCauses(sql, likes),
  ];
  const reads = events.flatMap(({ id, event }) =>
    event.type === "notifications.read" ? [{ id, ...event }] : []
  );
  const changed = [...withdrawn, ...joined];
  const userIds = new Set([...changed, ...reads].map((one) => one.userId));
  if (userIds.size === 0) return [];

  const ids = new Set(changed.map((one) => one.notificationId));
  for (const id of reads.flatMap((read) => read.notificationIds ?? [])) ids.add(id);
  const [touched, unread, ...readAll] = await Promise.all([
    loadEntries(sql, [...ids]),
    countUnread(sql, [...userIds]),
    ...reads.filter((read) => read.notificationIds === null)
      .map(({ userId }) => listEntries(sql, userId, null, INBOX_KEPT)),
  ]);
  const entries = new Map([...touched, ...readAll.flat()].map((entry) => [entry.id, entry]));

  // One delta an inbox and event, so that no delta is larger than what one event can change.
  const deltas = new Map<string, InboxDelta>();
  const deltaOf = (userId: string, eventId: string): InboxDelta => {
    const key = `${userId} ${eventId}`;
    const delta = deltas.get(key) ??
      { userId, eventId, put: [], removedIds: [], unread: unread.get(userId) ?? 0, announced: [] };
    deltas.set(key, delta);
    return delta;
  };
  const lastEvent = new Map(changed.map((one) => [one.notificationId, one.eventId]));
  const lastRead = new Map(reads.map(({ userId, id }) => [userId, id]));
  const eventOf = (notificationId: string, userId: string) =>
    lastEvent.get(notificationId) ?? lastRead.get(userId)!;
  for (const [userId, eventId] of lastRead) deltaOf(userId, eventId);
  for (const { userId, ...entry } of entries.values()) {
    deltaOf(userId, eventOf(entry.id, userId)).put.push(entry);
  }
  for (const { notificationId, userId } of withdrawn) {
    if (entries.has(notificationId)) continue;
    deltaOf(userId, eventOf(notificationId, userId)).removedIds.push(notificationId);
  }
  for (const { notificationId, userId, eventId } of joined) {
    if (!entries.has(notificationId)) continue;
    deltaOf(userId, eventOf(notificationId, userId)).announced.push({ notificationId, eventId });
  }
  return [...deltas.values()];
}

/** What events changed in inboxes before they were parked: Postgres knows it, and the inboxes do not. */
function changedBefore(events: readonly RecordedEvent[]) {
  const kept = events.flatMap(({ deltas = [] }) => deltas);
  return {
    changed: kept.flatMap(({ userId, eventId, put, removedIds }) =>
      [...put.map(({ id }) => id), ...removedIds]
        .map((notificationId) => ({ notificationId, userId, eventId }))
    ),
    announced: kept.flatMap(({ userId, announced }) =>
      announced.map((one) => ({ ...one, userId }))
    ),
  };
}

type OwnedEntry = StoredEntry & { userId: string };

function entryColumns(sql: Sql) {
  return sql`
    n.id, n.user_id, n.type, n.post_id, n.comment_id, n.preview, n.actors_count, n.rev,
    extract(epoch from n.created_at)::float8 * 1000 as created_at,
    n.read_at is not null as is_read,
    coalesce(n.actor_ids, array(
      select a.actor_id from notification_actors a
      where a.notification_id = n.id order by a.id desc limit ${ACTORS_SHOWN}
    )) as actor_ids`;
}

async function loadEntries(sql: Sql, ids: string[]): Promise<OwnedEntry[]> {
  if (ids.length === 0) return [];
  const rows = await sql<OwnedEntry[]>`
    select ${entryColumns(sql)} from notifications n where n.id = any(${ids}::uuid[])`;
  return [...rows];
}

/** These notifications of the user's own. */
export async function loadInboxEntries(
  sql: Sql,
  userId: string,
  ids: readonly string[],
): Promise<StoredEntry[]> {
  const entries = await loadEntries(sql, [...ids]);
  return entries.filter((entry) => entry.userId === userId);
}

/** The notifications of a user below a place, newest first. */
export async function listEntries(
  sql: Sql,
  userId: string,
  before: string | null,
  limit: number,
): Promise<OwnedEntry[]> {
  return await sql<OwnedEntry[]>`
    select ${entryColumns(sql)} from notifications n
    where n.user_id = ${userId} ${before === null ? sql`` : sql`and n.id < ${before}`}
    order by n.id desc limit ${limit}`;
}

/** How many notifications each user has not read. */
export async function countUnread(
  sql: Sql,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ userId: string; unread: number }[]>`
    select user_id, count(*)::int as unread from notifications
    where user_id = any(${userIds}::uuid[]) and read_at is null
    group by user_id`;
  return new Map(rows.map((row) => [row.userId, row.unread]));
}
