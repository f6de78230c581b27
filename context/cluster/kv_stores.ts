import { isEmptyStore, readGenerations } from "../../actors/topics/generation.ts";
import { findKnownStores, recordStores } from "../../db/operations/kv_stores.ts";
import type { Sql } from "../../db/sql.ts";
import { AppError } from "../../lib/errors.ts";

const FOREIGN = "KV belongs to another database, or to another time of this one. Correct KV_URL, " +
  "or stop all instances and run `deno task rebuild`.";
const IN_USE = "KV is empty, and the other instances use another store. Correct KV_URL, or stop " +
  "the other instances.";
const REPLACED = "KV was wiped or replaced while the program was running.";

/** A store that is slow for a moment is not given up. */
const CUT_OFF_MS = 10_000;

interface Options {
  stores: readonly Deno.Kv[];
  /** Whether no other program can share the database. */
  isAlone: boolean;
  /** Ends the program. */
  end(reason: Error): void;
  /** A clock in milliseconds. */
  now?: () => number;
}

/**
 * Keeps an instance from delivering events into KV stores that are not those of its database. An
 * instance with a store of its own would take events away from all others.
 */
export class StoreGuard {
  readonly #options: Options;
  #generations: readonly string[] = [];
  readonly #now: () => number;
  #reachedAt: number;

  constructor(options: Options) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#reachedAt = this.#now();
  }

  /**
   * Makes sure that the stores are those of this database, or takes empty ones in their place while
   * no other instance lives. Throws `unavailable` otherwise.
   */
  async claim(sql: Sql, generations: readonly string[]): Promise<void> {
    const { stores, isAlone } = this.#options;
    const { generations: known, hasUsers } = await findKnownStores(sql);
    const unknown = stores.filter((_, place) => !known?.includes(generations[place]!));
    if (unknown.length > 0) {
      const areEmpty = await Promise.all(unknown.map(isEmptyStore));
      // The previous version has filled KV without a record.
      const mayBeFilled = known === null && hasUsers;
      if (areEmpty.includes(false) && !mayBeFilled) throw new AppError("unavailable", FOREIGN);
      const isRecorded = await recordStores(sql, { known, generations, isAlone });
      if (!isRecorded) throw new AppError("unavailable", IN_USE);
    }
    this.#generations = generations;
    this.#reachedAt = this.#now();
  }

  /**
   * Returns whether the stores cannot be reached from here for so long that another instance should
   * deliver. Ends the program if they were wiped or replaced.
   */
  async isCutOff(): Promise<boolean> {
    const { stores, end } = this.#options;
    for (const [place, { isReached, id }] of (await readGenerations(stores)).entries()) {
      if (!isReached) continue;
      this.#reachedAt = this.#now();
      if (id !== this.#generations[place]) end(new Error(REPLACED));
    }
    return this.#now() - this.#reachedAt > CUT_OFF_MS;
  }

  /** Ends the program and throws if the database knows other stores by now. */
  check(known: readonly string[]): void {
    if (this.#generations.every((id) => known.includes(id))) return;
    const error = new Error(FOREIGN);
    this.#options.end(error);
    throw error;
  }
}
