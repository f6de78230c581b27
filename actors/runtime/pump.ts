import type { Batch, Unit } from "./batch.ts";

interface Waiting {
  unit: Unit;
  done: PromiseWithResolvers<string>;
}

/** The way of gathered units into KV. */
export interface PumpHandlers {
  newBatch(): Batch;
  /** Writes a batch; returns its versionstamp. */
  commit(batch: Batch): Promise<string>;
}

/**
 * Commits units to one KV store. Those that wait are committed together, in the order of sending.
 * The next commit begins when the previous one returns.
 */
export class Pump {
  readonly #handlers: PumpHandlers;
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(handlers: PumpHandlers) {
    this.#handlers = handlers;
  }

  /** The number of units that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves when every unit that was sent before is written or refused; null if none waits. */
  get running(): Promise<void> | null {
    return this.#running;
  }

  /** Writes a unit whole or not at all; returns the versionstamp of its commit. */
  send(unit: Unit): Promise<string> {
    const done = Promise.withResolvers<string>();
    this.#queue.push({ unit, done });
    this.#running ??= this.#run();
    return done.promise;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const { batch, taken } = this.#gather();
      if (taken.length === 0) continue;
      try {
        const versionstamp = await this.#handlers.commit(batch);
        for (const { done } of taken) done.resolve(versionstamp);
      } catch (error) {
        if (taken.length > 1) await this.#commitOneByOne(taken);
        else taken[0]!.done.reject(error);
      }
    }
    // This is synchronous: a unit that is sent a turn later must start the pump again.
    this.#running = null;
  }

  #gather(): { batch: Batch; taken: Waiting[] } {
    const batch = this.#handlers.newBatch();
    const taken: Waiting[] = [];
    while (this.#queue.length > 0) {
      const { unit, done } = this.#queue[0]!;
      try {
        if (!batch.tryAdd(unit)) break;
        taken.push({ unit, done });
      } catch (error) {
        // An actor threw it.
        done.reject(error);
      }
      this.#queue.shift();
    }
    return { batch, taken };
  }

  /** A unit that fails does not fail its neighbours. */
  async #commitOneByOne(taken: readonly Waiting[]): Promise<void> {
    const { newBatch, commit } = this.#handlers;
    for (const { unit, done } of taken) {
      const batch = newBatch();
      batch.tryAdd(unit);
      await commit(batch).then(done.resolve, done.reject);
    }
  }
}
