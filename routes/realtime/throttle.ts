import { once } from "../../lib/once.ts";

/** Runs at the first call, then at most once per interval. The last call is never lost. */
export class Throttle implements Disposable {
  readonly #run: () => void;
  readonly #intervalMs: number;
  #ranAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(run: () => void, intervalMs: number) {
    this.#run = run;
    this.#intervalMs = intervalMs;
  }

  call(): void {
    if (this.#timer !== undefined || this.#isDisposed) return;
    const wait = this.#ranAt + this.#intervalMs - performance.now();
    if (wait <= 0) this.#runNow();
    else this.#timer = setTimeout(() => this.#runNow(), wait);
  }

  #runNow(): void {
    this.#timer = undefined;
    this.#ranAt = performance.now();
    this.#run();
  }

  readonly [Symbol.dispose] = once(() => {
    clearTimeout(this.#timer);
    this.#isDisposed = true;
  });
}
