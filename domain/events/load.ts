import type { RecordedEvent } from "./events.ts";

/** Doings that fill a delivery: a single event can tell of many. */
const DELIVERED_ACTIONS_MAX = 20_000;
/** Doings a second that show load, over a moment at least. */
const MANY_PER_SECOND = 2000;
const MOMENT_SECONDS = 0.1;

/** How many doings events tell of: likes come many in one. */
export function countActions(events: readonly RecordedEvent[]): number {
  const actions = ({ event }: RecordedEvent) =>
    event.type === "likes.changed"
      ? event.posts.reduce((sum, { liked, unliked }) => sum + liked.length + unliked.length, 0)
      : 1;
  return events.reduce((sum, recorded) => sum + actions(recorded), 0);
}

/** How many of these events one delivery takes: up to the one that fills it. */
export function countToDeliver(events: readonly RecordedEvent[]): number {
  let left = DELIVERED_ACTIONS_MAX;
  const last = events.findIndex((event) => {
    left -= countActions([event]);
    return left <= 0;
  });
  return last === -1 ? events.length : last + 1;
}

/**
 * Whether events that waited together, in their order, tell of so much that the next are worth
 * gathering. A delivery that was merely slow does not: it tells of much, but of a longer time.
 */
export function showsLoad(events: readonly RecordedEvent[]): boolean {
  const seconds = (events.at(-1)!.at - events[0]!.at) / 1000;
  return countActions(events) >= MANY_PER_SECOND * Math.max(seconds, MOMENT_SECONDS);
}
