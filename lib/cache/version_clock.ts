const SLOTS = 2 ** 16;

/** A value of a {@link VersionClock}. */
export type Version = number;

/**
 * Tells whether any of many things has changed since a version, without looking at them. Each
 * change writes the next version into the slot of its id. Two ids may share a slot: then the other
 * id seems changed too, but a change is never missed.
 */
export class VersionClock {
  readonly #changedAt = new Float64Array(SLOTS);
  #now: Version = 0;
  #allAt: Version = 0;

  /** Returns the current version. Take it before you read anything that may change. */
  now(): Version {
    return this.#now;
  }

  /** Records that the thing of this UUID or name has changed. */
  bump(id: string): void {
    this.#changedAt[slotOf(id)] = ++this.#now;
  }

  /** Records that anything may have changed. */
  bumpAll(): void {
    this.#allAt = ++this.#now;
  }

  /** Returns whether nothing in these slots has changed after a version. */
  isUnchangedSince(moment: Version, slots: Uint16Array): boolean {
    if (this.#allAt > moment) return false;
    for (const slot of slots) {
      if (this.#changedAt[slot]! > moment) return false;
    }
    return true;
  }
}

/** Returns the slots of these UUIDs and names. */
export function slotsOf(ids: Iterable<string>): Uint16Array {
  return Uint16Array.from(new Set(Array.from(ids, slotOf)));
}

const UUID_LENGTH = 36;

function slotOf(id: string): number {
  if (id.length !== UUID_LENGTH) return slotOfName(id);
  // The last digits of a UUIDv7 are random. A name of that length may end in no digits: slot 0.
  return parseInt(id.slice(-4), 16) | 0;
}

function slotOfName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash, 31) + name.charCodeAt(at) | 0;
  return hash & SLOTS - 1;
}
