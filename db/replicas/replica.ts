import { delay } from "../../lib/delay.ts";
import { one, type SqlPool } from "../sql.ts";

/** A position in the log of writes, as the bytes before it; Postgres calls it LSN. */
type Position = bigint;

/** The position of the primary at a time, on the clock of this process. */
interface Sample {
  at: number;
  position: Position;
}

/** A replica is asked at most this often, and only while somebody wants to read there. */
const ASKED_EVERY_MS = 100;
/** A replica that is about to arrive is asked once more after this time. */
const AGAIN_MS = 10;
/** A replica that failed is left alone for this time. */
const FAILED_MS = 1000;
const SAMPLES_MAX = 4;

/** A replica of the database, and how far it has followed the primary. */
export class Replica {
  readonly sql: SqlPool;
  readonly #primary: SqlPool;
  /** Positions that the replica may not have reached yet, oldest first. */
  #samples: Sample[] = [];
  #freshAt = -Infinity;
  #askAt = -Infinity;
  #asking: Promise<void> | null = null;

  constructor(primary: SqlPool, sql: SqlPool) {
    this.#primary = primary;
    this.sql = sql;
  }

  /**
   * Returns a time before which each write that was acknowledged is known to be here. It starts to
   * look for a later one if that was not done lately.
   */
  freshAt(now: number): number {
    if (this.#asking === null && now >= this.#askAt) {
      this.#askAt = now + ASKED_EVERY_MS;
      this.#asking = this.#ask().catch(() => this.fail()).finally(() => this.#asking = null);
    }
    return this.#freshAt;
  }

  /** Leaves this replica alone for a second, because it did not answer. */
  fail(): void {
    this.#samples = [];
    this.#freshAt = -Infinity;
    this.#askAt = performance.now() + FAILED_MS;
  }

  /** Resolves when no question is open. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const at = performance.now();
    const { position } = await one(this.#primary<{ position: string }[]>`
      select (pg_current_wal_insert_lsn() - '0/0')::text as position`);
    this.#samples = [...this.#samples, { at, position: BigInt(position) }].slice(-SAMPLES_MAX);
    this.#reached(await this.#replayed());
    if (this.#samples.length === 0) return;
    await delay(AGAIN_MS);
    this.#reached(await this.#replayed());
  }

  #reached(replayed: Position): void {
    const reached = this.#samples.findLast(({ position }) => position <= replayed);
    if (reached === undefined) return;
    this.#freshAt = reached.at;
    this.#samples = this.#samples.filter(({ at }) => at > reached.at);
  }

  /** Returns the position up to which the replica has applied the primary's log. */
  async #replayed(): Promise<Position> {
    const { position } = await one(this.sql<{ position: string | null }[]>`
      select (pg_last_wal_replay_lsn() - '0/0')::text as position where pg_is_in_recovery()`);
    return BigInt(position ?? 0);
  }
}
