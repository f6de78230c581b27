import { countersOf, invalidationsOf, type RecordedEvent } from "../../domain/events/events.ts";
import { includesHome, type Parts } from "../../domain/events/parts.ts";
import type { InboxDelta } from "../../domain/notifications/inbox.ts";
import { type Effect, inboxEnvelope, logOf } from "./effects.ts";

// This keeps a commit of deliveries near 250 mutations, and its cluster message under 64 KiB.
const WEIGHT_PER_UNIT = 200;
// The rows of the unread count and of the log.
const ROWS_BESIDE_ENTRIES = 2;
/** Deleting a post with its comments may remove thousands of notifications from one inbox. */
const ENTRIES_PER_DELTA = 150;
// The cluster message is one row, so each of its parts weighs less than a row.
const INVALIDATION_WEIGHT = 0.25;
const COUNTERS_WEIGHT = 0.5;

/** A batch of events, with the changes of inboxes that Postgres holds for it. */
export interface PreparedEvents {
  events: readonly RecordedEvent[];
  deltas: readonly InboxDelta[];
  /** Only recipients in these parts hear of the events. */
  parts: Parts;
}

/**
 * Returns the effects of a batch in order, without its faulty events. The first `applied` events
 * log nothing, but their inbox rows are written again. An event that changes more than a commit
 * takes has several effects.
 */
export function effectsOf(
  { events, deltas, parts }: PreparedEvents,
  applied: number,
  faults: ReadonlyMap<RecordedEvent, unknown> = new Map(),
): Effect[] {
  const byEvent = Map.groupBy(deltas, (delta) => delta.eventId);
  const newest = newestCounters(events.filter((recorded) => !faults.has(recorded)));
  return events.flatMap((recorded, index) => {
    if (faults.has(recorded)) return [];
    const isApplied = index < applied;
    const inboxes = byEvent.get(recorded.id) ?? [];
    if (isApplied && inboxes.length === 0) return [];
    const chunks = chunksOf(inboxes).map((chunk) => ({
      recorded,
      index: index - 1,
      envelopes: chunk.map((delta) => inboxEnvelope(delta, recorded.at, isApplied)),
      rows: chunk.reduce((sum, delta) => sum + rowsOf(delta), 0),
      log: [],
      invalidations: [],
      counters: [],
    }));
    const log = isApplied ? [] : logOf(recorded, parts);
    const isHome = includesHome(parts, recorded.id, recorded.event);
    const invalidations = isHome ? invalidationsOf(recorded.event) : [];
    const counters = isHome
      ? countersOf(recorded.event).filter(({ postId, rev }) => newest[postId] === rev)
      : [];
    const last = { ...chunks.pop()!, index, log, invalidations, counters };
    return [...chunks, last];
  });
}

/** Returns the inbox changes of an event, in one or more chunks that each fit into a commit. */
function chunksOf(inboxes: readonly InboxDelta[]): InboxDelta[][] {
  const chunks: InboxDelta[][] = [[]];
  let rows = 0;
  for (const delta of inboxes.flatMap(smallDeltas)) {
    const added = rowsOf(delta);
    if (rows > 0 && rows + added > WEIGHT_PER_UNIT) {
      chunks.push([]);
      rows = 0;
    }
    chunks.at(-1)!.push(delta);
    rows += added;
  }
  return chunks;
}

/** Splits a change of an inbox into smaller ones. The last of them logs it. */
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

/** Returns the last `rev` of each post. Counters that the same batch outdates are not sent. */
function newestCounters(events: readonly RecordedEvent[]): Record<string, number> {
  const counters = events.flatMap(({ event }) => countersOf(event));
  return Object.fromEntries(counters.map(({ postId, rev }) => [postId, rev]));
}
