import { once } from "../../lib/once.ts";
import type { Transport } from "./transport.ts";

/** With this much on its way the log is not read on: it keeps better there than in memory. */
const FULL_BYTES = 256 * 1024;
/** A client that takes nothing for this long while there is so much for it is gone. */
const STUCK_MS = 10_000;
const LOOK_MS = 20;

/** How much room there is on the way to a client. */
export class Backpressure implements Disposable {
  readonly #transport: Transport;
  #waiting: PromiseWithResolvers<void> | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isDisposed = false;
  #stuck: { since: number; taken: number } | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  isFull(): boolean {
    return this.#transport.buffered() > FULL_BYTES;
  }

  /** Resolves when there is room, or when it no longer matters. */
  drained(): Promise<void> {
    // What is on its way to somebody who has left stays there.
    if (!this.isFull() || this.#isDisposed) return Promise.resolve();
    this.#waiting ??= Promise.withResolvers();
    // Sockets do not tell when they have room again.
    this.#timer ??= setInterval(() => this.isFull() || this.#release(), LOOK_MS);
    return this.#waiting.promise;
  }

  /** Whether a full way has not moved for too long. */
  isStuck(now: number): boolean {
    if (!this.isFull()) {
      this.#stuck = null;
      return false;
    }
    const taken = this.#transport.taken();
    if (this.#stuck === null || taken > this.#stuck.taken) this.#stuck = { since: now, taken };
    return now - this.#stuck.since >= STUCK_MS;
  }

  #release(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting?.resolve();
    this.#waiting = null;
  }

  readonly [Symbol.dispose] = once(() => {
    this.#isDisposed = true;
    this.#release();
  });
}
