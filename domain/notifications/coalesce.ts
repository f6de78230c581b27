import type {
  DeletedObject,
  InboxChange,
  NotificationCause,
  Retraction,
  Withdrawal,
} from "./inbox.ts";

/** The sum of changes of inboxes by several events, each with the last event that made it. */
export interface CoalescedInboxChange {
  causes: (NotificationCause & { eventId: string })[];
  retractions: (Retraction & { eventId: string })[];
  deleted: (DeletedObject & { eventId: string })[];
  withdrawn: (Withdrawal & { eventId: string })[];
}

/**
 * Returns the sum of changes in order. Of a cause and its retraction, the later one remains. A
 * deleted object may come back, and be the subject of new causes.
 */
export function coalesceChanges(
  changes: readonly ({ id: string } & InboxChange)[],
): CoalescedInboxChange {
  const last = new Map<
    string,
    CoalescedInboxChange["causes"][0] | CoalescedInboxChange["retractions"][0]
  >();
  const deleted = new Map<string, CoalescedInboxChange["deleted"][0]>();
  const withdrawn: CoalescedInboxChange["withdrawn"] = [];
  for (const { id: eventId, ...change } of changes) {
    for (const cause of change.causes) last.set(keyOf(cause), { ...cause, eventId });
    for (const retraction of change.retractions) {
      last.set(keyOf(retraction), { ...retraction, eventId });
    }
    for (const object of change.deleted) deleted.set(object.id, { ...object, eventId });
    withdrawn.push(...change.withdrawn.map((one) => ({ ...one, eventId })));
    if (change.deleted.length === 0) continue;
    // Deletions are applied before causes, so the causes that remain are those after them.
    const ids = new Set(change.deleted.map(({ id }) => id));
    for (const [key, cause] of last) {
      if (!("preview" in cause)) continue;
      if (ids.has(cause.postId ?? "") || ids.has(cause.subject?.id ?? "")) last.delete(key);
    }
  }
  const sum: CoalescedInboxChange = {
    causes: [],
    retractions: [],
    deleted: [...deleted.values()],
    withdrawn,
  };
  for (const change of last.values()) {
    if ("preview" in change) sum.causes.push(change);
    else sum.retractions.push(change);
  }
  return sum;
}

function keyOf({ userId, type, actorId, postId, subject }: Retraction): string {
  return [userId, type, actorId, postId, subject?.id].join(" ");
}
