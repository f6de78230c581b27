const SLOTS = 2 ** 16;

/** A moment of a {@link VersionClock}. */
export type Version = number;

/**
 * Tells whether any of many things has changed since a moment, without looking at the things: each
 * change writes the moment into the slot of its id. Two ids may share a slot; then one of them
 * seems to have changed as well, never the other way round.
 */
export class VersionClock {
  readonly #changedAt = new Float64Array(SLOTS);
  #now: Version = 0;
  #allAt: Version = 0;

  /** The present moment: take it before reading what may change. */
  now(): Version {
    return this.#now;
  }

  /** Notes that the thing of this UUID or name has changed. */
  bump(id: string): void {
    this.#changedAt[slotOf(id)] = ++this.#now;
  }

  /** Notes that anything may have changed. */
  bumpAll(): void {
    this.#allAt = ++this.#now;
  }

  /** Whether nothing in these slots has changed after a moment. */
  isUnchangedSince(moment: Version, slots: Uint16Array): boolean {
    if (this.#allAt > moment) return false;
    for (const slot of slots) {
      if (this.#changedAt[slot]! > moment) return false;
    }
    return true;
  }
}

/** Where the changes of these UUIDs and names are noted. */
export function slotsOf(ids: readonly string[]): Uint16Array {
  return Uint16Array.from(new Set(ids.map(slotOf)));
}

const UUID_LENGTH = 36;

function slotOf(id: string): number {
  if (id.length !== UUID_LENGTH) return slotOfName(id);
  // The last digits of a UUIDv7 are random. A name that is as long may have none: then it is 0.
  return parseInt(id.slice(-4), 16) | 0;
}

function slotOfName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash, 31) + name.charCodeAt(at) | 0;
  return hash & SLOTS - 1;
}
