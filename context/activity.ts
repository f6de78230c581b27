import { once } from "../lib/once.ts";

/** How long after its last request an instance stays busy, in milliseconds. */
export const BUSY_MS = 1000;

/**
 * Whether this instance has clients. It is busy while a request or a live connection is open, and
 * for a second after the last one. An idle instance reads no changes of others.
 */
export class Activity {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #open = 0;
  #endedAt = -Infinity;

  /** `now` is a clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get isBusy(): boolean {
    return this.#open > 0 || this.#now() - this.#endedAt < BUSY_MS;
  }

  /** Begins a request or a live connection, which lasts until disposed. */
  begin(): Disposable {
    const wasIdle = !this.isBusy;
    this.#open++;
    if (wasIdle) { for (const onBusy of this.#listeners) onBusy(); }
    return {
      [Symbol.dispose]: once(() => {
        this.#open--;
        this.#endedAt = this.#now();
      }),
    };
  }

  /** Calls `onBusy` whenever the instance was idle and gets busy, until disposed. */
  listen(onBusy: () => void): Disposable {
    this.#listeners.add(onBusy);
    return { [Symbol.dispose]: once(() => void this.#listeners.delete(onBusy)) };
  }
}
