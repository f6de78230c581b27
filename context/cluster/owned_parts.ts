import { type Lane, LANES } from "../../domain/events/lanes.ts";
import { ALL_PARTS, NO_PARTS, type Parts, shardParts } from "../../domain/events/parts.ts";

/** Parts of a lane, and the instance that owns them, or null. */
export interface Owned {
  lane: Lane;
  owner: string | null;
  parts: Parts;
}

/** The parts of one lane, as an instance knows them. */
interface LaneParts {
  own: Parts;
  /** Parts that were taken over, whose last batch may be unfinished, by KV store. */
  adopted: Map<number, Parts>;
  others: { owner: string; parts: Parts }[];
}

/** The parts of all lanes that an instance owns, by what it knows of the database. */
export class OwnedParts {
  readonly #lanes: ReadonlyMap<Lane, LaneParts>;
  /** The parts of each KV store. */
  readonly #shards: readonly Parts[];
  /** The parts that it should own. It gives others up. */
  wanted: Parts = ALL_PARTS;
  /** How many times parts were taken over. */
  takeovers = 0;

  /** Begins with no parts, which are in this many KV stores. */
  constructor(shards: number) {
    this.#shards = Array.from({ length: shards }, (_, shard) => shardParts(shard, shards));
    this.#lanes = new Map(
      LANES.map((lane) => [lane, { own: NO_PARTS, adopted: new Map(), others: [] }]),
    );
  }

  /** Returns the parts that it owns, in all KV stores. */
  own(lane: Lane): Parts {
    return this.#of(lane).own;
  }

  /** Returns the parts that it owns and should own, in one KV store. */
  kept(lane: Lane, shard: number): Parts {
    return this.#of(lane).own & this.wanted & this.#shards[shard]!;
  }

  /** Returns the parts that it owns and should not, in one KV store. */
  surplus(lane: Lane, shard: number): Parts {
    return this.#of(lane).own & ~this.wanted & this.#shards[shard]!;
  }

  /** Returns the lanes in which it owns parts that it should not. */
  lanesWithSurplus(): Lane[] {
    return LANES.filter((lane) => (this.own(lane) & ~this.wanted) !== NO_PARTS);
  }

  add(lane: Lane, parts: Parts): void {
    this.#of(lane).own |= parts;
  }

  remove(lane: Lane, parts: Parts): void {
    this.#of(lane).own &= ~parts;
  }

  /** Adds parts, and perhaps a batch of their last owner, that must be finished first. */
  adopt(lane: Lane, parts: Parts): void {
    this.takeovers++;
    const { adopted } = this.#of(lane);
    this.#shards.forEach((of, shard) => {
      adopted.set(shard, (adopted.get(shard) ?? NO_PARTS) | (parts & of));
    });
  }

  isAdopting(lane: Lane, shard: number): boolean {
    return this.#of(lane).adopted.has(shard);
  }

  /** Owns the parts that were taken over, as their last batch is finished. */
  activate(lane: Lane, shard: number): void {
    const { adopted } = this.#of(lane);
    this.add(lane, adopted.get(shard) ?? NO_PARTS);
    adopted.delete(shard);
  }

  /** Records what other instances own. Returns the parts of each lane that nobody owns. */
  learn(self: string, owned: readonly Owned[]): Map<Lane, Parts> {
    const free = new Map<Lane, Parts>();
    for (const [lane, known] of this.#lanes) {
      known.others = [];
      for (const { owner, parts } of owned.filter((one) => one.lane === lane)) {
        if (owner === null) free.set(lane, parts);
        else if (owner !== self) known.others.push({ owner, parts });
      }
    }
    return free;
  }

  /** Returns the other instances that own some of these parts. */
  ownersOf(lane: Lane, parts: Parts): string[] {
    return this.#of(lane).others.filter((other) => (other.parts & parts) !== NO_PARTS)
      .map(({ owner }) => owner);
  }

  #of(lane: Lane): LaneParts {
    return this.#lanes.get(lane)!;
  }
}
