import type { UserId } from "../../domain/ids.ts";
import { type OnlineRows, ROWS_KEPT_MS } from "./online_rows.ts";

/** A request does not read again what was read within this time. */
const FRESH_MS = 5000;

/** The people who are online at other instances, as far as they were read a moment ago. */
export class OnlineElsewhere {
  readonly #rows: OnlineRows;
  #people: ReadonlySet<UserId> = new Set();
  #readAt = -Infinity;
  #reading: Promise<UserId[]> | null = null;

  constructor(rows: OnlineRows) {
    this.#rows = rows;
  }

  has(userId: UserId, now: number): boolean {
    return this.#isRecent(now) && this.#people.has(userId);
  }

  /** Whether they were read just now. */
  isFresh(now: number): boolean {
    return Math.abs(now - this.#readAt) < FRESH_MS;
  }

  /** Reads them; returns those who have come or gone since the last read. */
  read(now: number): Promise<UserId[]> {
    return this.#reading ??= this.#read(now).finally(() => this.#reading = null);
  }

  /** Resolves when no read is under way. */
  async settled(): Promise<void> {
    await this.#reading?.catch(() => {});
  }

  async #read(now: number): Promise<UserId[]> {
    const before = this.#people;
    // After a pause nobody knows who has come or gone meanwhile.
    const isKnown = this.#isRecent(now);
    this.#people = await this.#rows.read(now);
    this.#readAt = now;
    return isKnown ? [...before.symmetricDifference(this.#people)] : [];
  }

  #isRecent(now: number): boolean {
    return Math.abs(now - this.#readAt) < ROWS_KEPT_MS;
  }
}
