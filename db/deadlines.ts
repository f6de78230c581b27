import { once } from "../lib/once.ts";

/** Something that waits for an answer. `expire` is called if it has waited too long. */
export interface Waiting {
  dueAt: number;
  expire(): void;
}

/** If a timer is this late, the event loop was blocked, and unread answers may wait. */
const LATE_MS = 250;
const READING_MS = 100;

/** Limits the time of many waiting things by the same deadline, with one timer for all. */
export class Deadlines implements Disposable {
  readonly #ms: number;
  // In the order of their due times.
  readonly #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lookAt = 0;
  #isEnded = false;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Calls `waiting.expire()` after the deadline, unless `end` is called before. */
  begin(waiting: Waiting): void {
    if (this.#isEnded) return;
    waiting.dueAt = performance.now() + this.#ms;
    this.#waiting.add(waiting);
    if (this.#timer === undefined) this.#lookIn(this.#ms);
  }

  end(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  #lookIn(ms: number): void {
    this.#lookAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#lookAt > LATE_MS) return this.#lookIn(READING_MS);
    for (const waiting of this.#waiting) {
      if (waiting.dueAt > now) return this.#lookIn(waiting.dueAt - now);
      this.#waiting.delete(waiting);
      waiting.expire();
    }
    this.#timer = undefined;
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
  });
}
