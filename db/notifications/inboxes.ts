import type { UserId } from "../../domain/ids.ts";
import { inboxChangeOf, type RecordedEvent } from "../../domain/events/events.ts";
import { ALL_PARTS, includesPart, type Parts } from "../../domain/events/parts.ts";
import { coalesceLikes, type LikedPost } from "../../domain/engagement/likes.ts";
import { ACTORS_SHOWN, INBOX_KEPT } from "../../domain/limits.ts";
import type { InboxDelta, StoredEntry } from "../../domain/notifications/inbox.ts";
import { coalesceChanges } from "../../domain/notifications/coalesce.ts";
import { type ChangedNotifications, deltasOf } from "../../domain/notifications/deltas.ts";
import { insertLikeCauses, retractLikeCauses } from "./likes.ts";
import { deleteEmpty, insertCauses, retractCauses } from "./groups.ts";
import { readMessages } from "./messages.ts";
import type { Sql } from "../sql.ts";

/**
 * Records the notifications that these events give to users in these parts; returns the changes of
 * their inboxes.
 */
export async function changeInboxes(
  sql: Sql,
  events: readonly RecordedEvent[],
  parts: Parts,
): Promise<InboxDelta[]> {
  const { left, joined } = await applyCauses(sql, events, parts);
  const reads = [
    ...events.flatMap(({ id: eventId, event }) =>
      event.type === "notifications.read" && includesPart(parts, event.userId)
        ? [{ eventId, ...event }]
        : []
    ),
    ...await readMessages(sql, readPlaces(events, parts)),
  ];
  const changed = [...left, ...joined];
  const userIds = new Set([...changed, ...reads].map((one) => one.userId));
  if (userIds.size === 0) return [];

  const ids = new Set(changed.map((one) => one.notificationId));
  for (const id of reads.flatMap((read) => read.notificationIds ?? [])) ids.add(id);
  const [unread, ...entries] = await Promise.all([
    countUnread(sql, [...userIds]),
    loadEntries(sql, [...ids]),
    ...reads.filter((read) => read.notificationIds === null)
      .map(({ userId }) => listEntries(sql, userId, null, INBOX_KEPT)),
  ]);
  return deltasOf({ left, joined, reads }, entries.flat(), unread);
}

/** Returns the places up to which these people have read conversations. */
function readPlaces(events: readonly RecordedEvent[], parts: Parts) {
  const places = events.flatMap(({ id: eventId, event }) =>
    event.type === "reads.changed" ? event.reads.map((place) => ({ ...place, eventId })) : []
  );
  return inParts(parts, places);
}

/** Adds and retracts the causes of these events in Postgres; returns what they changed. */
async function applyCauses(
  sql: Sql,
  events: readonly RecordedEvent[],
  parts: Parts,
): Promise<Pick<ChangedNotifications, "left" | "joined">> {
  const change = coalesceChanges(events.map(({ id, event }) => {
    const { causes, retractions, deleted, withdrawn } = inboxChangeOf(id, event);
    return {
      id,
      causes: inParts(parts, causes),
      retractions: inParts(parts, retractions),
      deleted,
      withdrawn: inParts(parts, withdrawn),
    };
  }));
  const likes = coalesceLikes(
    events.flatMap(({ id, event, deltas }) =>
      event.type === "likes.changed" ? [{ eventId: id, posts: uncounted(event.posts, deltas) }] : []
    ),
  ).filter(({ authorId }) => includesPart(parts, authorId));
  const left = [...await retractCauses(sql, change, parts), ...await retractLikeCauses(sql, likes)];
  await deleteEmpty(sql, left);
  const joined = [...await insertCauses(sql, change.causes), ...await insertLikeCauses(sql, likes)];
  const before = changedBefore(events, parts);
  return { left: [...left, ...before.left], joined: [...before.joined, ...joined] };
}

/** Returns the posts whose likes were not counted before their event was parked. */
function uncounted(posts: readonly LikedPost[], deltas: readonly InboxDelta[] = []): LikedPost[] {
  const counted = new Set(deltas.map(({ userId }) => userId));
  return posts.filter(({ authorId }) => !counted.has(authorId));
}

/** Returns the changes of events before they were parked: Postgres has them, the inboxes do not. */
function changedBefore(events: readonly RecordedEvent[], parts: Parts) {
  const deltas = inParts(parts, events.flatMap((recorded) => recorded.deltas ?? []));
  return {
    left: deltas.flatMap(({ userId, eventId, put, removedIds }) =>
      [...put.map(({ id }) => id), ...removedIds]
        .map((notificationId) => ({ notificationId, userId, eventId }))
    ),
    joined: deltas.flatMap(({ userId, announced }) => announced.map((one) => ({ ...one, userId }))),
  };
}

/** Returns what concerns users in these parts. */
function inParts<T extends { userId: UserId }>(parts: Parts, all: T[]): T[] {
  return parts === ALL_PARTS ? all : all.filter(({ userId }) => includesPart(parts, userId));
}

type OwnedEntry = StoredEntry & { userId: UserId };

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

/** Returns those of these notifications that belong to the user. */
export async function loadInboxEntries(
  sql: Sql,
  userId: UserId,
  ids: readonly string[],
): Promise<StoredEntry[]> {
  const entries = await loadEntries(sql, [...ids]);
  return entries.filter((entry) => entry.userId === userId);
}

/** Returns the notifications of a user before a place, newest first. */
export async function listEntries(
  sql: Sql,
  userId: UserId,
  before: string | null,
  limit: number,
): Promise<OwnedEntry[]> {
  return await sql<OwnedEntry[]>`
    select ${entryColumns(sql)} from notifications n
    where n.user_id = ${userId} ${before === null ? sql`` : sql`and n.id < ${before}`}
    order by n.id desc limit ${limit}`;
}

/** Returns how many notifications each user has not read; users who have read all are left out. */
export async function countUnread(
  sql: Sql,
  userIds: readonly UserId[],
): Promise<Map<string, number>> {
  const rows = await sql<{ userId: UserId; unread: number }[]>`
    select user_id, count(*)::int as unread from notifications
    where user_id = any(${userIds}::uuid[]) and read_at is null
    group by user_id`;
  return new Map(rows.map((row) => [row.userId, row.unread]));
}
