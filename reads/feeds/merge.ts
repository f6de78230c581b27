import type { FeedEntry } from "../../actors/users/feed.ts";

/** Entries, newest first. A source with older ones knows nothing of places below its last entry. */
export interface MergeSource {
  entries: readonly FeedEntry[];
  hasOlder: boolean;
}

/** Returns the newest entries below a place, each once; null if a source does not reach that far. */
export function merge(
  sources: readonly MergeSource[],
  before: string | null,
  limit: number,
): FeedEntry[] | null {
  const walks = sources.map((source) => ({ ...source, at: firstBelow(source.entries, before) }));
  const merged: FeedEntry[] = [];
  while (merged.length < limit) {
    let newest: FeedEntry | undefined;
    for (const walk of walks) {
      const entry = walk.entries[walk.at];
      // The next entry of this source is not known, and might be newer than all others.
      if (entry === undefined && walk.hasOlder) return null;
      if (entry !== undefined && (newest === undefined || entry.sortId > newest.sortId)) {
        newest = entry;
      }
    }
    if (newest === undefined) break;
    merged.push(newest);
    for (const walk of walks) {
      if (walk.entries[walk.at]?.sortId === newest.sortId) walk.at++;
    }
  }
  return merged;
}

function firstBelow(entries: readonly FeedEntry[], before: string | null): number {
  if (before === null) return 0;
  const index = entries.findIndex((entry) => entry.sortId < before);
  return index === -1 ? entries.length : index;
}
