/** Random choices of a seed: the same seed makes the same ones in the same order. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Returns a number from 0 up to 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Returns a whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Returns one element of the list, or null if it is empty. */
  pick<T>(list: readonly T[]): T | null {
    return list.length === 0 ? null : list[this.int(0, list.length - 1)]!;
  }

  /** Returns a name by its weight. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
    const names = Object.keys(weights) as N[];
    let rest = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) if ((rest -= weights[name]) < 0) return name;
    return names.at(-1)!;
  }

  /** Returns an idempotency key. */
  key(): string {
    return Array.from({ length: 32 }, () => this.int(0, 15).toString(16)).join("");
  }

  /** Returns separate choices, derived from the same seed. */
  child(): Random {
    return new Random(this.int(0, 2 ** 32 - 1));
  }
}
