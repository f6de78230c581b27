/** Remembers for a moment which things have changed here, or elsewhere as others have told. */
export class RecentChanges {
  readonly #keptMs: number;
  readonly #max: number;
  /** The times of the last changes, oldest first. */
  readonly #changes = new Map<string, number>();
  /** The newest change that is known, but not by its id. */
  #forgottenAt = -Infinity;

  constructor({ keptMs, max }: { keptMs: number; max: number }) {
    this.#keptMs = keptMs;
    this.#max = max;
  }

  /** Remembers that something has changed by now. */
  add(id: string, now = performance.now()): void {
    this.#changes.delete(id);
    this.#changes.set(id, now);
    for (const [oldest, at] of this.#changes) {
      const isOver = now - at > this.#keptMs;
      if (!isOver && this.#changes.size <= this.#max) break;
      this.#changes.delete(oldest);
      if (!isOver) this.#forgottenAt = at;
    }
  }

  /** Reports that anything may have changed by now. */
  addAll(now = performance.now()): void {
    this.#changes.clear();
    this.#forgottenAt = now;
  }

  /** Returns a time after which none of these has changed. */
  lastOf(ids: readonly (string | null)[]): number {
    return Math.max(
      this.#forgottenAt,
      ...ids.map((id) => (id === null ? undefined : this.#changes.get(id)) ?? -Infinity),
    );
  }
}
