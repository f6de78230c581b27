/** Ids are divided into this many groups. An instance has an interest in groups, and not in ids. */
const GROUPS = 1024;
/** An instance with more groups takes all, so that it has nothing more to write. */
const GROUPS_MAX = 512;

/** Returns the group of a user, topic or actor, by the digits at the end of its id. */
export function groupOf(id: string): number {
  return parseInt(id.slice(-3), 16) % GROUPS || 0;
}

/** A set of groups: one bit for each. */
export class Groups {
  readonly bytes = new Uint8Array(GROUPS / 8);
  #size = 0;

  /** Returns the set that a row of KV contains. Of a row that it cannot read, it has all groups. */
  static of(stored: unknown): Groups {
    const groups = new Groups();
    const isSet = stored instanceof Uint8Array && stored.length === GROUPS / 8;
    for (let group = 0; group < GROUPS; group++) {
      if (!isSet || stored[group >> 3]! & (1 << (group & 7))) groups.#add(group);
    }
    return groups;
  }

  has(group: number): boolean {
    return (this.bytes[group >> 3]! & (1 << (group & 7))) !== 0;
  }

  /** Adds a group, or all of them if there are many. */
  add(group: number): void {
    this.#add(group);
    if (this.#size > GROUPS_MAX) this.addAll(Groups.of(null));
  }

  addAll({ bytes }: Groups): void {
    for (let group = 0; group < GROUPS; group++) {
      if (bytes[group >> 3]! & (1 << (group & 7))) this.#add(group);
    }
  }

  /** Returns the groups that are in both sets. */
  intersection(other: Groups): Groups {
    return Groups.of(this.bytes.map((byte, index) => byte & other.bytes[index]!));
  }

  #add(group: number): void {
    if (this.has(group)) return;
    this.bytes[group >> 3]! |= 1 << (group & 7);
    this.#size++;
  }
}
