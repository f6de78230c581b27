import { loggedOf, type RecordedEvent } from "../../domain/events/events.ts";
import { includesPart, type Parts } from "../../domain/events/parts.ts";
import type { InboxDelta } from "../../domain/notifications/inbox.ts";
import type { Counters } from "../../domain/posts/posts.ts";
import type { Invalidation } from "../../domain/events/invalidations.ts";
import { type Envelope, to } from "../runtime/actor.ts";
import { inboxActor } from "../users/inbox.ts";
import type { LogEntry } from "../topics/topics.ts";

/** The effects of one event, or of a part of it, outside Postgres. */
export interface Effect {
  recorded: RecordedEvent;
  /** The index in the batch of the last event that is complete with this effect. */
  index: number;
  envelopes: Envelope[];
  /** The approximate number of rows that the envelopes make. */
  rows: number;
  log: { topic: string; entry: LogEntry }[];
  /** The cache entries that every instance drops, and the counters that replace others. */
  invalidations: Invalidation[];
  counters: Counters[];
}

/** Returns the log entries of an event for the topics in these parts. Their ids are repeatable. */
export function logOf({ id, at, event }: RecordedEvent, parts: Parts): Effect["log"] {
  return loggedOf(event).flatMap(({ topics, ...content }, n) => {
    // The first entry has the id that events with only one entry have.
    const entry = { id: `${id}.${n === 0 ? "" : `${n}.`}${content.type}`, at, ...content };
    return topics.filter((topic) => includesPart(parts, topic)).map((topic) => ({ topic, entry }));
  });
}

/** Returns the message that updates an inbox. A change that was applied before is not logged. */
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
