import type { DomainEvent, EventType } from "./events.ts";

/** A lane of the outbox: events of one lane are delivered one after the other. */
export type Lane = "main" | "fan_out";

// Fan-outs have a lane of their own, so that a popular author's post never holds up a like.
const LANES: Record<EventType, Lane> = {
  "user.created": "main",
  "user.updated": "main",
  "session.revoked": "main",
  "access.changed": "main",
  "follow.created": "main",
  "follow.deleted": "main",
  "follow_request.created": "main",
  "follow_request.ended": "main",
  "block.changed": "main",
  "relations.changed": "main",
  "suspension.changed": "main",
  "media.ready": "main",
  "media.failed": "main",
  "media.updated": "main",
  "post.created": "main",
  "post.updated": "main",
  "post.failed": "main",
  "post.deleted": "main",
  "likes.changed": "main",
  "saves.changed": "main",
  "board.shared": "main",
  "board.unshared": "main",
  "repost.created": "main",
  "repost.deleted": "main",
  "feed.positioned": "main",
  "comment.created": "main",
  "comment.updated": "main",
  "comment.reacted": "main",
  "comment.deleted": "main",
  "moderation.acted": "main",
  "notices.withdrawn": "main",
  "notifications.read": "main",
  "feed.fan_out": "fan_out",
};

/** All types of events. */
export const EVENT_TYPES = Object.keys(LANES) as readonly EventType[];

/** Returns the lane that an event waits in. */
export function laneOf(event: DomainEvent): Lane {
  return LANES[event.type];
}
