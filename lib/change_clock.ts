const SLOTS = 2 ** 16;

/** A moment of a {@link ChangeClock}. */
export type Moment = number;

/**
 * Tells whether any of many things has changed since a moment, without looking at the things: each
 * change writes the moment into the slot of its id. Two ids may share a slot; then one of them
 * seems to have changed as well, never the other way round.
 */
export class ChangeClock {
  readonly #changedAt = new Float64Array(SLOTS);
  #now: Moment = 0;
  #allAt: Moment = 0;

  /** The present moment: take it before reading what may change. */
  now(): Moment {
    return this.#now;
  }

  /** Notes that the thing of this UUID has changed. */
  note(id: string): void {
    this.#changedAt[slotOf(id)] = ++this.#now;
  }

  /** Notes that anything may have changed. */
  noteAll(): void {
    this.#allAt = ++this.#now;
  }

  /** Whether nothing in these slots has changed after a moment. */
  isUnchangedSince(moment: Moment, slots: Uint16Array): boolean {
    if (this.#allAt > moment) return false;
    for (const slot of slots) {
      if (this.#changedAt[slot]! > moment) return false;
    }
    return true;
  }
}

/** Where the changes of these UUIDs are noted. */
export function slotsOf(ids: readonly string[]): Uint16Array {
  return Uint16Array.from(new Set(ids.map(slotOf)));
}

// The last digits of a UUIDv7 are random.
function slotOf(id: string): number {
  return parseInt(id.slice(-4), 16);
}
