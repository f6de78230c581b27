import type { RecordedEvent } from "./events.ts";

/** The number of actions that fill a delivery: a single event can report many. */
const DELIVERED_ACTIONS_MAX = 20_000;
/** Actions per second that show load, measured over at least {@link MOMENT_MS}. */
const MANY_PER_SECOND = 2000;
const MOMENT_MS = 100;

/** Counts the actions that events report: one event may hold many likes. */
export function countActions(events: readonly RecordedEvent[]): number {
  const actions = ({ event }: RecordedEvent) =>
    event.type === "likes.changed"
      ? event.posts.reduce((sum, { liked, unliked }) => sum + liked.length + unliked.length, 0)
      : 1;
  return events.reduce((sum, recorded) => sum + actions(recorded), 0);
}

/** Returns how many of these events one delivery takes: up to the one that fills it. */
export function countToDeliver(events: readonly RecordedEvent[]): number {
  let left = DELIVERED_ACTIONS_MAX;
  const last = events.findIndex((event) => {
    left -= countActions([event]);
    return left <= 0;
  });
  return last === -1 ? events.length : last + 1;
}

/**
 * Whether events that waited together report so many actions that the next are worth gathering.
 * Events after a slow delivery report many too, but over a longer time.
 */
export function showsLoad({ actions, spanMs }: { actions: number; spanMs: number }): boolean {
  return actions * 1000 >= MANY_PER_SECOND * Math.max(spanMs, MOMENT_MS);
}
