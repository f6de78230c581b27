import { once } from "../once.ts";

/** Lets a few tasks of this program run at once. The others wait in their order. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** `max` is how many run at once. */
  constructor(max: number) {
    this.#free = max;
  }

  /** Waits for a turn, which lasts until disposed. Rejects with the signal's reason when it aborts. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    return { [Symbol.dispose]: once(() => this.#end()) };
  }

  #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(start), 1);
      reject(signal.reason);
    };
    const start = () => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.push(start);
    return promise;
  }

  /** Hands the turn straight to the next one, so that no newcomer takes it. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
