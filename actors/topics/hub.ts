import { once } from "../../lib/once.ts";

/** Wakes the followers of a topic in this process when its log has grown. */
export class Hub {
  readonly #followers = new Map<string, Set<OnSignal>>();

  /** Calls `onSignal` at each signal, until disposed. */
  follow(topic: string, onSignal: OnSignal): Disposable {
    const followers = this.#followers.get(topic) ?? new Set();
    followers.add(onSignal);
    this.#followers.set(topic, followers);
    return {
      [Symbol.dispose]: once(() => {
        followers.delete(onSignal);
        if (followers.size === 0) this.#followers.delete(topic);
      }),
    };
  }

  has(topic: string): boolean {
    return this.#followers.has(topic);
  }

  signal(topic: string, signal: Signal): void {
    for (const onSignal of this.#followers.get(topic) ?? []) onSignal(signal, topic);
  }

  /** Signals every topic that somebody follows. */
  signalAll(signal: Signal): void {
    for (const topic of [...this.#followers.keys()]) this.signal(topic, signal);
  }

  /** Returns the topics that somebody follows. */
  topics(): Iterable<string> {
    return this.#followers.keys();
  }

  get size(): number {
    return this.#followers.size;
  }
}

/** `appended`: new log entries; `counters`: changed numbers; `permissions`: check access again. */
export type Signal = "appended" | "counters" | "permissions";

type OnSignal = (signal: Signal, topic: string) => void;
