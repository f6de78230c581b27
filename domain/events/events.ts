import { siblingId } from "../ids.ts";
import type { ConversationHead } from "../conversations/conversations.ts";
import type { InboxChange, InboxDelta } from "../notifications/inbox.ts";
import { isImpersonal } from "../notifications/notifications.ts";
import type { Counters } from "../posts/posts.ts";
import { type AccountEvent, accountEvents, type AccountLog } from "./accounts.ts";
import { type BoardEvent, boardEvents } from "./boards.ts";
import { type CommentEvent, commentEvents, type CommentLog } from "./comments.ts";
import {
  type ConversationEvent,
  conversationEvents,
  type ConversationLog,
} from "./conversations.ts";
import { type EngagementEvent, engagementEvents } from "./engagement.ts";
import { type FeedEvent, feedEvents, type FeedLog } from "./feeds.ts";
import type { Invalidation } from "./invalidations.ts";
import type { Lane } from "./lanes.ts";
import { type MediaEvent, mediaEvents, type MediaLog } from "./media.ts";
import { type MessageEvent, messageEvents, type MessageLog } from "./messages.ts";
import { type ModerationEvent, moderationEvents } from "./moderation.ts";
import {
  type NotificationEvent,
  notificationEvents,
  type NotificationLog,
} from "./notifications.ts";
import { type FollowLog, type PeopleEvent, peopleEvents } from "./people.ts";
import { type PostEvent, postEvents, type PostLog } from "./posts.ts";
import type { EventRules, Logged, RulesOf } from "./rules.ts";
import { type SpaceEvent, spaceEvents, type SpaceLog } from "./spaces.ts";

/** The record of a write, as the outbox stores it: ids, and values that cannot be read later. */
export type DomainEvent =
  | AccountEvent
  | BoardEvent
  | CommentEvent
  | ConversationEvent
  | EngagementEvent
  | FeedEvent
  | MediaEvent
  | MessageEvent
  | ModerationEvent
  | NotificationEvent
  | PeopleEvent
  | PostEvent
  | SpaceEvent;

/** The type of an event, like `post.created`. */
export type EventType = DomainEvent["type"];

/** The content of an entry in a topic's log: ids and changed values, never the thing itself. */
export type LogContent =
  | AccountLog
  | CommentLog
  | ConversationLog
  | FeedLog
  | FollowLog
  | MediaLog
  | MessageLog
  | NotificationLog
  | PostLog
  | SpaceLog;

const CATALOGUE = {
  ...accountEvents,
  ...boardEvents,
  ...commentEvents,
  ...conversationEvents,
  ...engagementEvents,
  ...feedEvents,
  ...mediaEvents,
  ...messageEvents,
  ...moderationEvents,
  ...notificationEvents,
  ...peopleEvents,
  ...postEvents,
  ...spaceEvents,
} satisfies RulesOf<DomainEvent, LogContent>;

const ABOUT_NOTHING = { postId: null, subject: null };

/** All types of events. */
export const EVENT_TYPES = Object.keys(CATALOGUE) as readonly EventType[];

/** An event in the outbox. */
export interface RecordedEvent {
  /** UUIDv7. */
  id: string;
  /** The {@link WriterId} of the program that wrote it. */
  writerId: string;
  /** Milliseconds since 1970. */
  at: number;
  event: DomainEvent;
  /** Its changes of inboxes, where Postgres got them before the event was parked. */
  deltas?: InboxDelta[];
}

/** Returns the lane of the outbox that an event waits in. */
export function laneOf(event: DomainEvent): Lane {
  return rulesOf(event).lane ?? "main";
}

/** Returns the cache entries that an event outdates in every instance. */
export function invalidationsOf(event: DomainEvent): Invalidation[] {
  return rulesOf(event).invalidates?.(event) ?? [];
}

/** Returns the counters that an event carries. */
export function countersOf(event: DomainEvent): Counters[] {
  return rulesOf(event).counts?.(event) ?? [];
}

/** Returns the heads of conversations that an event carries. */
export function headsOf(event: DomainEvent): ConversationHead[] {
  return rulesOf(event).heads?.(event) ?? [];
}

/** Returns the log entries of an event, each with the topics that get it. */
export function loggedOf(event: DomainEvent): readonly Logged<LogContent>[] {
  const logged = rulesOf(event).logs?.(event) ?? [];
  return "type" in logged ? [logged] : logged;
}

/** Returns the changes of inboxes by an event with this id. Nobody notifies themselves. */
export function inboxChangeOf(id: string, event: DomainEvent): InboxChange {
  const { notifies, retracts, deletes, withdraws } = rulesOf(event);
  const causes = notifies?.(event) ?? [];
  const retractions = retracts?.(event) ?? [];
  return {
    causes: causes.filter((cause) => cause.userId !== cause.actorId || isImpersonal(cause.type))
      .map((cause, n) => ({ id: siblingId(id, n), ...ABOUT_NOTHING, preview: null, ...cause })),
    retractions: retractions.map((retraction) => ({ ...ABOUT_NOTHING, ...retraction })),
    deleted: deletes?.(event) ?? [],
    withdrawn: withdraws?.(event) ?? [],
  };
}

// The rules under the type of an event take this event: the catalogue is checked for that.
function rulesOf(event: DomainEvent): EventRules<DomainEvent, LogContent> {
  return CATALOGUE[event.type];
}
