import { isEmptyStore, readGenerations } from "../../actors/topics/generation.ts";
import { findKnownStores, recordStores } from "../../db/operations/kv_stores.ts";
import type { Sql } from "../../db/sql.ts";
import { AppError } from "../../lib/errors.ts";
import { once } from "../../lib/once.ts";

const FOREIGN = "KV belongs to another database, or to another time of this one. Correct KV_URL, " +
  "or stop all instances and run `deno task rebuild`.";
const IN_USE = "KV is empty, and the other instances use another store. Correct KV_URL, or stop " +
  "the other instances.";
const REPLACED = "KV was wiped or replaced while the program was running.";

interface Options {
  stores: readonly Deno.Kv[];
  /** Whether no other program can share the database. */
  isAlone: boolean;
  /** Ends the program. */
  end(reason: Error): void;
}

/**
 * Keeps an instance from delivering events into KV stores that are not those of its database. An
 * instance with a store of its own would take events away from all others.
 */
export class StoreGuard implements AsyncDisposable {
  readonly #options: Options;
  #generations: readonly string[] = [];
  #reading: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
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
  }

  /**
   * Ends the program if the database knows other stores by now; then it throws. Also does so a
   * moment later if the stores themselves have changed.
   */
  check(known: readonly string[]): void {
    if (this.#generations.some((id) => !known.includes(id))) {
      const error = new Error(FOREIGN);
      this.#options.end(error);
      throw error;
    }
    this.#reading ??= this.#readAgain().finally(() => this.#reading = null);
  }

  async #readAgain(): Promise<void> {
    const { stores, end } = this.#options;
    // Stores that cannot be reached have not changed.
    const present = await readGenerations(stores).catch(() => this.#generations);
    const isChanged = present.some((id, place) => id !== this.#generations[place]);
    if (isChanged) end(new Error(REPLACED));
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    await this.#reading;
  });
}
