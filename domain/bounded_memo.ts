/** The function that computes values, and the limit of the memory that they take. */
export interface BoundedMemoOptions<K, V> {
  make(key: K): V;
  /** Returns the approximate size of a value in memory. */
  bytesOf(made: V, key: K): number;
  bytesMax: number;
}

/** Caches computed values by key, up to a number of bytes in all. It drops the oldest first. */
export class BoundedMemo<K extends WeakKey, V> {
  readonly #options: BoundedMemoOptions<K, V>;
  readonly #made = new Map<K, { value: V; bytes: number }>();
  #bytes = 0;

  constructor(options: BoundedMemoOptions<K, V>) {
    this.#options = options;
  }

  /** Returns the value of a key. It is computed again if it was dropped. */
  of(key: K): V {
    const known = this.#made.get(key);
    if (known !== undefined) return known.value;
    const value = this.#options.make(key);
    const bytes = this.#options.bytesOf(value, key);
    this.#made.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes }] of this.#made) {
      if (this.#bytes <= this.#options.bytesMax || oldest === key) break;
      this.#made.delete(oldest);
      this.#bytes -= bytes;
    }
    return value;
  }
}
