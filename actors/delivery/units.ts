import type { RecordedEvent } from "../../domain/events/events.ts";
import type { InboxDelta } from "../../domain/notification_types.ts";
import { countersOf, invalidationsOf } from "../../domain/events/invalidations.ts";
import { type Effect, inboxEnvelope, logOf } from "./effects.ts";

// Keeps a commit of deliveries near 250 mutations; its news stays under 64 KiB.
const WEIGHT_PER_UNIT = 200;
// The unread number and the log.
const ROWS_BESIDE_ENTRIES = 2;
/** One event may take thousands of notifications out of one inbox: those of a post with its comments. */
const ENTRIES_PER_DELTA = 150;
// What is only news is a small part of a row.
const INVALIDATION_WEIGHT = 0.25;
const COUNTERS_WEIGHT = 0.5;

/**
 * The effects of a batch in order. The first of its events, as many as were applied, are silent, but
 * their inbox rows are put again. Of events that are not sound, where that is said, there are none.
 * An event that changes more than a commit takes has an effect for each part of it.
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
    if (isApplied && inboxes.length === 0) return [];
    const parts = partsOf(inboxes).map((part) => ({
      recorded,
      index: index - 1,
      envelopes: part.map((delta) => inboxEnvelope(delta, recorded.at, isApplied)),
      rows: part.reduce((sum, delta) => sum + rowsOf(delta), 0),
      log: [],
      invalidations: [],
      counters: [],
    }));
    const log = isApplied ? [] : logOf(recorded);
    const invalidations = invalidationsOf(recorded.event);
    const counters = countersOf(recorded.event).filter(({ postId, rev }) => newest[postId] === rev);
    const last = { ...parts.pop()!, index, log, invalidations, counters };
    return [...parts, last];
  });
}

/** Returns the inbox changes of an event, in one or more parts that each fit into a commit. */
function partsOf(inboxes: readonly InboxDelta[]): InboxDelta[][] {
  const parts: InboxDelta[][] = [[]];
  let rows = 0;
  for (const delta of inboxes.flatMap(smallDeltas)) {
    const added = rowsOf(delta);
    if (rows > 0 && rows + added > WEIGHT_PER_UNIT) {
      parts.push([]);
      rows = 0;
    }
    parts.at(-1)!.push(delta);
    rows += added;
  }
  return parts;
}

/** The same change of an inbox in smaller ones; the last of them tells of it. */
function smallDeltas(delta: InboxDelta): InboxDelta[] {
  const { put, removedIds } = delta;
  const changed = Math.max(put.length, removedIds.length);
  if (put.length + removedIds.length <= ENTRIES_PER_DELTA) return [delta];
  const count = Math.ceil(2 * changed / ENTRIES_PER_DELTA);
  const size = Math.ceil(changed / count);
  return Array.from({ length: count }, (_, n) => ({
    ...delta,
    put: put.slice(n * size, (n + 1) * size),
    removedIds: removedIds.slice(n * size, (n + 1) * size),
    announced: n === count - 1 ? delta.announced : [],
  }));
}

function rowsOf({ put, removedIds }: InboxDelta): number {
  return put.length + removedIds.length + ROWS_BESIDE_ENTRIES;
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

function weightOf({ rows, log, invalidations, counters }: Effect): number {
  return rows + log.length + invalidations.length * INVALIDATION_WEIGHT +
    counters.length * COUNTERS_WEIGHT;
}

/** The last `rev` of each post that is counted: what a batch outdates by itself, nobody hears of. */
function newestCounters(events: readonly RecordedEvent[]): Record<string, number> {
  const counters = events.flatMap(({ event }) => countersOf(event));
  return Object.fromEntries(counters.map(({ postId, rev }) => [postId, rev]));
}
