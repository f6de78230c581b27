import { loggedOf, type RecordedEvent } from "../../domain/events/events.ts";
import type { InboxDelta } from "../../domain/notifications/inbox.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { type Envelope, to } from "../runtime/actor.ts";
import { inboxActor } from "../users/inbox.ts";
import type { LogEntry } from "../topics/topics.ts";

/** What one event, or a part of it, does outside Postgres. */
export interface Effect {
  recorded: RecordedEvent;
  /** The place in the batch up to which all is done with it: before its event if parts follow. */
  index: number;
  envelopes: Envelope[];
  /** The approximate number of rows that the envelopes make. */
  rows: number;
  log: { topic: string; entry: LogEntry }[];
  /** The cache entries that every instance drops, and the counters that replace others. */
  invalidations: Invalidation[];
  counters: Counters[];
}

/** Returns the log entries of an event, by topic. */
export function logOf({ id, at, event }: RecordedEvent): Effect["log"] {
  const logged = loggedOf(event);
  if (logged === null) return [];
  const { topics, ...content } = logged;
  const entry = { id: `${id}.${content.type}`, at, ...content };
  return topics.map((topic) => ({ topic, entry }));
}

/** Returns the message that brings an inbox up to date. One that was applied logs nothing more. */
export function inboxEnvelope(delta: InboxDelta, at: number, wasApplied: boolean): Envelope {
  const { userId, put, removedIds, unread, announced } = delta;
  const log = wasApplied ? [] : announced.map(({ notificationId, eventId }): LogEntry => ({
    id: `${eventId}.notification.created.${notificationId}`,
    type: "notification.created",
    at,
    ref: { notificationId },
  }));
  return to(inboxActor, userId, { type: "changed", put, removedIds, unread, log });
}
