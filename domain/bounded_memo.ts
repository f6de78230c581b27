/** How what was made of values is kept. */
export interface BoundedMemoOptions<K, V> {
  make(key: K): V;
  /** Nearly the memory that it takes. */
  bytesOf(made: V, key: K): number;
  bytesMax: number;
}

/** What was made of values, for the latest of them: as many as take so many bytes together. */
export class BoundedMemo<K extends WeakKey, V> {
  readonly #options: BoundedMemoOptions<K, V>;
  readonly #made = new Map<K, { value: V; bytes: number }>();
  #bytes = 0;

  constructor(options: BoundedMemoOptions<K, V>) {
    this.#options = options;
  }

  /** Returns what is made of a value; it is made anew where it was let go. */
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
