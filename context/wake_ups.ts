import type { Work } from "../db/transact.ts";
import { once } from "../lib/once.ts";

type Listener = (work: Work, at: Date | null) => void;

/** Tells the jobs of this process about work that waits for them. */
export class WakeUps {
  readonly #listeners = new Set<Listener>();

  /** Calls `listener` at each wake-up until disposed; `at` is null for work that is already due. */
  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: once(() => void this.#listeners.delete(listener)) };
  }

  wake(work: Work, at: Date | null): void {
    for (const listener of this.#listeners) listener(work, at);
  }
}
