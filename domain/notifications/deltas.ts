import type { UserId } from "../ids.ts";
import type { InboxDelta, StoredEntry } from "./inbox.ts";

/** A notification that changed, and the last event that changed it. */
export interface ChangedNotification {
  notificationId: string;
  userId: UserId;
  eventId: string;
}

/** The notifications that a batch of events changed. */
export interface ChangedNotifications {
  /** Notifications that lost an actor or were deleted. */
  left: readonly ChangedNotification[];
  /** Notifications that a new actor joined. */
  joined: readonly ChangedNotification[];
  /** People who have read some of their notifications. */
  reads: readonly { userId: UserId; eventId: string }[];
}

/**
 * Returns how inboxes change: `entries` and `unread` are what Postgres holds after the batch. There
 * is one delta for each inbox and event, so that none is larger than what one event can change.
 */
export function deltasOf(
  { left, joined, reads }: ChangedNotifications,
  entries: readonly (StoredEntry & { userId: UserId })[],
  unread: ReadonlyMap<string, number>,
): InboxDelta[] {
  const deltas = new Map<string, InboxDelta>();
  const deltaOf = (userId: UserId, eventId: string): InboxDelta => {
    const key = `${userId} ${eventId}`;
    const delta = deltas.get(key) ??
      { userId, eventId, put: [], removedIds: [], unread: unread.get(userId) ?? 0, announced: [] };
    deltas.set(key, delta);
    return delta;
  };
  const lastReads = new Map(reads.map(({ userId, eventId }) => [userId, eventId]));
  const lastChanges = new Map([...left, ...joined].map((one) => [one.notificationId, one.eventId]));
  const deltaWith = (notificationId: string, userId: UserId) =>
    deltaOf(userId, lastChanges.get(notificationId) ?? lastReads.get(userId)!);

  for (const [userId, eventId] of lastReads) deltaOf(userId, eventId);
  const remaining = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { userId, ...entry } of remaining.values()) {
    deltaWith(entry.id, userId).put.push(entry);
  }
  for (const { notificationId, userId } of left) {
    if (remaining.has(notificationId)) continue;
    deltaWith(notificationId, userId).removedIds.push(notificationId);
  }
  for (const { notificationId, userId, eventId } of joined) {
    if (!remaining.has(notificationId)) continue;
    deltaWith(notificationId, userId).announced.push({ notificationId, eventId });
  }
  return [...deltas.values()];
}
