type Scope = "value" | "batch" | "service";

/** How a batch writer writes. `K` is the key of a value, `R` the result of writing it. */
export interface BatchWriterOptions<K, V, R> {
  /** Writes values with different keys; returns their results in order. */
  write(values: readonly V[]): Promise<readonly R[]>;
  /** Values of one key are never in one batch, so they are written in order. */
  keyOf(value: V): K;
  /**
   * Returns how many values an error concerns. `value`: perhaps one of the batch, so each is tried
   * alone. `batch`: all of the batch. `service`: also those that wait, which would fail as well.
   */
  scopeOf(error: unknown): Scope;
  batchMax: number;
  /** A batch takes all that wait if they are no more than this. */
  halvedMin: number;
}

interface Waiting<K, V, R> {
  key: K;
  value: V;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Writes values that arrive together in one batch, one batch after the other. Nothing waits for a
 * batch to fill: the next one begins when the one before it is written.
 */
export class BatchWriter<K, V, R> {
  readonly #options: BatchWriterOptions<K, V, R>;
  #waiting: Waiting<K, V, R>[] = [];
  #isWriting = false;

  constructor(options: BatchWriterOptions<K, V, R>) {
    this.#options = options;
  }

  /** Writes a value; returns its result once it is written. */
  write(value: V): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key: this.#options.keyOf(value), value, resolve, reject });
      if (!this.#isWriting) void this.#writeWaiting();
    });
  }

  async #writeWaiting(): Promise<void> {
    this.#isWriting = true;
    let answer = () => {};
    let written = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#take(written);
      const writing = this.#writeBatch(batch);
      // The batch before is answered while this one is being written.
      answer();
      answer = await writing;
      written = batch.length;
    }
    answer();
    // In the same turn: a value that comes later must start the writer again.
    this.#isWriting = false;
  }

  /** Writes a batch; returns the function that answers its callers. */
  async #writeBatch(batch: readonly Waiting<K, V, R>[]): Promise<() => void> {
    try {
      const results = await this.#options.write(batch.map(({ value }) => value));
      return () => batch.forEach(({ resolve }, n) => resolve(results[n]!));
    } catch (error) {
      const scope = this.#options.scopeOf(error);
      if (scope === "value" && batch.length > 1) await this.#writeOneByOne(batch);
      else this.#reject(batch, error, scope);
      return () => {};
    }
  }

  async #writeOneByOne(batch: readonly Waiting<K, V, R>[]): Promise<void> {
    for (const [n, { value, resolve, reject }] of batch.entries()) {
      try {
        const [result] = await this.#options.write([value]);
        resolve(result!);
      } catch (error) {
        const scope = this.#options.scopeOf(error);
        if (scope === "service") return this.#reject(batch.slice(n), error, scope);
        reject(error);
      }
    }
  }

  #reject(batch: readonly Waiting<K, V, R>[], error: unknown, scope: Scope): void {
    for (const { reject } of batch) reject(error);
    if (scope !== "service") return;
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
  }

  /**
   * Takes the next batch: at most half of those that wait and were just written, as their callers
   * may come again. Taken whole, they would all come while the service rests, and all wait while it
   * works.
   */
  #take(written: number): Waiting<K, V, R>[] {
    const { halvedMin, batchMax } = this.#options;
    const half = Math.ceil((this.#waiting.length + written) / 2);
    const max = Math.min(Math.max(half, halvedMin), batchMax);
    const taken = new Map<K, Waiting<K, V, R>>();
    const left: Waiting<K, V, R>[] = [];
    let seen = 0;
    for (; seen < this.#waiting.length && taken.size < max; seen++) {
      const one = this.#waiting[seen]!;
      if (taken.has(one.key)) left.push(one);
      else taken.set(one.key, one);
    }
    this.#waiting = left.concat(this.#waiting.slice(seen));
    return [...taken.values()];
  }
}
