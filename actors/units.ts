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

/** The effects of a batch in order. Applied events are silent, but their inbox rows are put again. */
export function effectsOf(
  events: readonly RecordedEvent[],
  deltas: readonly InboxDelta[],
  wasApplied: (eventId: string) => boolean,
): Effect[] {
  const byEvent = Map.groupBy(deltas, (delta) => delta.eventId);
  return events.flatMap((recorded) => {
    const isApplied = wasApplied(recorded.id);
    const inboxes = byEvent.get(recorded.id) ?? [];
    const envelopes = inboxes.map((delta) => inboxEnvelope(delta, recorded.at, isApplied));
    const rows = inboxes.reduce(
      (sum, { put, removedIds }) => sum + put.length + removedIds.length + ROWS_BESIDE_ENTRIES,
      0,
    );
    if (isApplied && envelopes.length === 0) return [];
    return [{ recorded, envelopes, rows, log: isApplied ? [] : logOf(recorded) }];
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

function weightOf({ recorded: { event }, rows, log }: Effect): number {
  return rows + log.length +
    touchesOf(event).length * TOUCH_WEIGHT + countersOf(event).length * COUNTERS_WEIGHT;
}
