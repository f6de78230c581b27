import type { InboxDelta } from "../notifications/inbox.ts";
import type { RecordedEvent } from "./events.ts";
import { countActions } from "./load.ts";

/**
 * The result of one delivery from a lane of the outbox. A lane is `busy` when another
 * instance has taken its batch over. An event is `parked` when it fails alone after too many tries.
 */
export type DeliveryResult = { state: "empty" | "busy" | "parked" } | Delivered;

/** Figures of the events that were delivered together. */
export interface Delivered {
  state: "delivered";
  events: number;
  actions: number;
  /** Milliseconds from the first event to the last. */
  spanMs: number;
  /** Whether more events wait, or may wait: a batch can be read long before its delivery. */
  othersMayWait: boolean;
}

/** Returns the figures of events that were delivered. */
export function delivered(
  events: readonly RecordedEvent[],
  { othersMayWait }: Pick<Delivered, "othersMayWait">,
): Delivered {
  return {
    state: "delivered",
    events: events.length,
    actions: countActions(events),
    spanMs: events.length === 0 ? 0 : events.at(-1)!.at - events[0]!.at,
    othersMayWait,
  };
}

/** An event that fails alone, with the changes of inboxes that Postgres found for it. */
export interface FailedEvent {
  recorded: RecordedEvent;
  deltas: InboxDelta[];
  error: unknown;
}

/** A lane of the outbox, as one instance delivers its parts of it to one KV store. */
export interface OutboxLane {
  /**
   * Delivers some of the oldest events. `triesBefore` counts the tries that events have made fail.
   * After ten tries, the event that fails alone is found and parked.
   */
  deliverSome(triesBefore?: number): Promise<DeliveryResult>;
  /** Returns whether the events caused an error, and not a service that is down. */
  isFault(error: unknown): Promise<boolean>;
}
