import { once } from "../../lib/once.ts";
import type { Transport } from "./transport.ts";

/** With this much unsent data, the log is read no further: entries are better stored in KV. */
const FULL_BYTES = 256 * 1024;
/** A client with a full buffer that takes nothing for this long is considered lost. */
const STUCK_MS = 10_000;
const LOOK_MS = 20;

/** Watches how much data waits to be sent to a client. */
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

  /** Resolves when there is room, or when the connection has ended. */
  drained(): Promise<void> {
    // Data for a client that has left is never taken.
    if (!this.isFull() || this.#isDisposed) return Promise.resolve();
    this.#waiting ??= Promise.withResolvers();
    // Sockets do not report when they have room again.
    this.#timer ??= setInterval(() => this.isFull() || this.#release(), LOOK_MS);
    return this.#waiting.promise;
  }

  /** Whether the buffer is full and the client has taken nothing for too long. */
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
