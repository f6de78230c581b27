import { isDown, isTooSlow, type SqlPool } from "../sql.ts";
import { RecentChanges } from "./changes.ts";
import { Replica } from "./replica.ts";

/** A replica that is further behind than this, in milliseconds, is not read. */
const BEHIND_MS_MAX = 200;
const CHANGES_MAX = 20_000;
const READERS_MAX = 20_000;
const WRITE_LENGTH_MAX = 40;

/** Where a read was done. */
export type ReadPlace = "replica" | "primary";

/**
 * Reads of lists that are not the reader's own. They go to a replica that is at most 200 ms behind
 * and has every change that the reader knows about. Otherwise, and if it fails, they go to the
 * primary.
 */
export class ReplicaReads {
  readonly #primary: SqlPool;
  readonly #replicas: readonly Replica[];
  readonly #onRead: (place: ReadPlace) => void;
  readonly #changes = new RecentChanges({ keptMs: BEHIND_MS_MAX, max: CHANGES_MAX });
  /** The newest write of each reader that another instance has acknowledged, as they tell. */
  readonly #seen = new Map<string, string>();
  #turn = 0;

  constructor(
    primary: SqlPool,
    replicas: readonly SqlPool[],
    onRead: (place: ReadPlace) => void = () => {},
  ) {
    this.#primary = primary;
    this.#replicas = replicas.map((sql) => new Replica(primary, sql));
    this.#onRead = onRead;
  }

  /** Reports that something has changed, such as a post or what a user wrote. */
  changed(id: string): void {
    if (this.#replicas.length > 0) this.#changes.add(id);
  }

  /** Reports that anything may have changed, because messages about changes may be missing. */
  anythingChanged(): void {
    this.#changes.addAll();
  }

  /** Reports the newest write that a reader has seen acknowledged, maybe by another instance. */
  seen(readerId: string, write: string): void {
    if (this.#replicas.length === 0 || this.#seen.get(readerId) === write) return;
    this.#changes.add(readerId);
    // A write has a short name. Any other text must not fill the memory.
    if (write.length > WRITE_LENGTH_MAX) return;
    this.#seen.delete(readerId);
    this.#seen.set(readerId, write);
    if (this.#seen.size > READERS_MAX) this.#seen.delete(this.#seen.keys().next().value!);
  }

  /** Runs a query that may miss changes of the last 200 ms, except changes of `ids`. */
  async read<T>(
    ids: readonly (string | null)[],
    query: (sql: SqlPool) => Promise<T>,
  ): Promise<T> {
    if (this.#replicas.length === 0) return await query(this.#primary);
    const replica = this.#replicaFor(ids);
    if (replica !== null) {
      try {
        const result = await query(replica.sql);
        this.#onRead("replica");
        return result;
      } catch (error) {
        // A replica also cancels queries that keep it from following the primary.
        if (!isDown(error) || isTooSlow(error)) throw error;
        replica.fail();
      }
    }
    this.#onRead("primary");
    return await query(this.#primary);
  }

  /** Returns the next replica in turn that has all changes of these, or null. */
  #replicaFor(ids: readonly (string | null)[]): Replica | null {
    const now = performance.now();
    const neededAt = Math.max(now - BEHIND_MS_MAX, this.#changes.lastOf(ids));
    const usable = this.#replicas.filter((replica) => replica.freshAt(now) > neededAt);
    return usable[this.#turn++ % usable.length] ?? null;
  }

  /** Resolves when no replica is being asked any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.settled()));
  }
}
