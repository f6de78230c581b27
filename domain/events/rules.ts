import type {
  DeletedObject,
  NotificationCause,
  Retraction,
  Withdrawal,
} from "../notifications/inbox.ts";
import type { ConversationHead } from "../conversations/conversations.ts";
import type { Counters } from "../posts/posts.ts";
import type { Invalidation } from "./invalidations.ts";
import type { Lane } from "./lanes.ts";

/** The effects of one type of event. A part that is left out does nothing. */
export interface EventRules<Event, Log> {
  /** The lane of the outbox that it waits in; by default `main`. */
  lane?: Lane;
  /** The cache entries that it outdates in every instance. */
  invalidates?(event: Event): Invalidation[];
  /** The counters of posts that it changed. */
  counts?(event: Event): Counters[];
  /** The new heads of conversations. The instance that writes them need not load them. */
  heads?(event: Event): ConversationHead[];
  /** The entries that it appends to the logs of topics, one or several. */
  logs?(event: Event): Logged<Log> | readonly Logged<Log>[];
  /** The causes to notify people. */
  notifies?(event: Event): NewCause[];
  /** The causes that it takes back. */
  retracts?(event: Event): NewRetraction[];
  /** The objects that it deletes, and with them all causes that are about them. */
  deletes?(event: Event): DeletedObject[];
  /** The people who have left a place, and with it all causes that are about its messages. */
  withdraws?(event: Event): Withdrawal[];
}

/** The rules of all events of a noun, by type. Each rule takes exactly the event of its type. */
export type RulesOf<Event extends { type: string }, Log = never> = {
  readonly [Type in Event["type"]]: EventRules<Member<Event, Type>, Log>;
};

type Member<Event extends { type: string }, Type> = Event extends unknown
  ? Type extends Event["type"] ? Event & { type: Type } : never
  : never;

/** A log entry, and the topics that get it. */
export type Logged<Log> = Log & { topics: string[] };

type Who = "userId" | "type" | "actorId";
/** A cause before it has an id. It is about nothing but what it names. */
export type NewCause = Pick<NotificationCause, Who> & Partial<NotificationCause>;
/** A retraction that is about nothing but what it names. */
export type NewRetraction = Pick<Retraction, Who> & Partial<Retraction>;
