import type { RecordedEvent } from "../domain/events.ts";
import type { InboxDelta } from "../domain/notifications.ts";
import { countersOf, touchesOf } from "../domain/touches.ts";
import { type Effect, inboxEnvelope, logOf } from "./effects.ts";

// Keeps a commit of deliveries near 250 mutations; its news stays under 64 KiB.
const WEIGHT_PER_UNIT = 200;
// The unread number and the log.
const ROWS_BESIDE_ENTRIES = 2;
// What is only news is a small part of a row.
const TOUCH_WEIGHT = 0.25;
const COUNTERS_WEIGHT = 0.5;

/**
 * The effects of a batch in order. The first of its events, as many as were applied, are silent, but
 * their inbox rows are put again. Of events that are not sound, where that is said, there are none.
 */
export function effectsOf(
  events: readonly RecordedEvent[],
  deltas: readonly InboxDelta[],
  applied: number,
  sound: ReadonlySet<RecordedEvent> | null = null,
): Effect[] {
  const byEvent = Map.groupBy(deltas, (delta) => delta.eventId);
  const told = sound === null ? events : [...sound];
  const newest = newestCounters(told);
  return events.flatMap((recorded, index) => {
    if (sound !== null && !sound.has(recorded)) return [];
    const isApplied = index < applied;
    const inboxes = byEvent.get(recorded.id) ?? [];
    const envelopes = inboxes.map((delta) => inboxEnvelope(delta, recorded.at, isApplied));
    const rows = inboxes.reduce(
      (sum, { put, removedIds }) => sum + put.length + removedIds.length + ROWS_BESIDE_ENTRIES,
      0,
    );
    if (isApplied && envelopes.length === 0) return [];
    const log = isApplied ? [] : logOf(recorded);
    const touches = touchesOf(recorded.event);
    const counters = countersOf(recorded.event).filter(({ postId, rev }) => newest[postId] === rev);
    return [{ recorded, index, envelopes, rows, log, touches, counters }];
  });
}

/** Splits effects into units that are neither too heavy to commit nor needlessly many. */
export function inUnits(effects: readonly Effect[]): Effect[][] {
  const units: Effect[][] = [];
  let weight = Infinity;
  for (const effect of effects) {
    const added = weightOf(effect);
    if (weight + added > WEIGHT_PER_UNIT) {
      units.push([]);
      weight = 0;
    }
    units.at(-1)!.push(effect);
    weight += added;
  }
  return units;
}

function weightOf({ rows, log, touches, counters }: Effect): number {
  return rows + log.length + touches.length * TOUCH_WEIGHT + counters.length * COUNTERS_WEIGHT;
}

/** The last `rev` of each post that is counted: what a batch outdates by itself, nobody hears of. */
function newestCounters(events: readonly RecordedEvent[]): Record<string, number> {
  const counters = events.flatMap(({ event }) => countersOf(event));
  return Object.fromEntries(counters.map(({ postId, rev }) => [postId, rev]));
}
