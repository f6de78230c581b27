import { logKey, type Places, type Position } from "./places.ts";
import type { Placed } from "./topics.ts";

/** An entry of one of several logs, and the places in all of them after which the rest is unsent. */
export interface Merged extends Placed {
  topic: string;
  resume: Places;
}

/** The entries of a log that wait. */
export interface Pending {
  entries: Placed[];
  /** Whether the log goes on after these. */
  isCut: boolean;
}

/** Returns a place in a KV store, or an earlier one that is safe to resume from. */
export type Clip = (place: Position, shard: number) => Position;

interface InShard extends Placed {
  topic: string;
  shard: number;
}

/**
 * Returns what waits in the order of the commits, as far as no log may have an earlier entry that
 * was not read.
 */
export function inOrder(
  pending: ReadonlyMap<string, Pending>,
  grown: ReadonlySet<string>,
  shardOf: (topic: string) => number,
): InShard[] {
  const ends = new Map<number, string>();
  for (const [topic, { entries, isCut }] of pending) {
    if (!isCut && !grown.has(topic)) continue;
    const shard = shardOf(topic);
    const { versionstamp } = entries.at(-1)!.position;
    if (versionstamp < (ends.get(shard) ?? "g")) ends.set(shard, versionstamp);
  }
  const entries = [...pending].flatMap(([topic, { entries }]) => {
    const shard = shardOf(topic);
    const end = ends.get(shard) ?? "g"; // versionstamps are lower-case hex
    return entries.filter(({ position }) => position.versionstamp <= end)
      .map((placed) => ({ ...placed, topic, shard }));
  });
  // The order within a log stays.
  return entries.sort((one, other) =>
    one.shard - other.shard ||
    compare(one.position.versionstamp, other.position.versionstamp) ||
    compare(logKey(one.topic), logKey(other.topic)) ||
    compare(one.topic, other.topic)
  );
}

/** Returns these entries, each with the places to resume from after it. */
export function withPlaces(entries: readonly InShard[], from: Places, clip: Clip): Merged[] {
  const reached = [...from];
  return entries.map(({ shard, ...placed }) => {
    reached[shard] = clip({ ...placed.position, log: logKey(placed.topic) }, shard);
    return { ...placed, resume: [...reached] };
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
