import { recordSeen } from "../../db/presence/seen.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { UserId } from "../../domain/ids.ts";
import type { OnlineHere, Seen } from "./online_here.ts";

const RECORD_MS = 5 * 60_000;

/** Records in Postgres when people were last here: those who have gone, and now and then all. */
export class LastSeen {
  readonly #sql: SqlPool;
  readonly #here: OnlineHere;
  /** Those who have gone, and are not recorded yet. */
  readonly #gone = new Map<UserId, number>();
  #recordedAt: number;

  constructor(sql: SqlPool, here: OnlineHere, now: number) {
    this.#sql = sql;
    this.#here = here;
    this.#recordedAt = now;
  }

  /** Whether everybody who has gone is recorded. */
  get isDone(): boolean {
    return this.#gone.size === 0;
  }

  /** Returns when somebody has gone, in Unix milliseconds, if it is not recorded yet. */
  of(userId: UserId): number | undefined {
    return this.#gone.get(userId);
  }

  add({ userId, at }: Seen): void {
    this.#gone.set(userId, at);
  }

  /** Records what is due. */
  async record(now: number, { isLast = false } = {}): Promise<void> {
    const isAll = isLast || now - this.#recordedAt >= RECORD_MS;
    const gone = Array.from(this.#gone, ([userId, at]): Seen => ({ userId, at }));
    const seen = [...gone, ...isAll ? this.#here.seen(now) : []];
    if (isAll) this.#recordedAt = now;
    if (seen.length > 0) await recordSeen(this.#sql, seen);
    for (const { userId, at } of gone) {
      if (this.#gone.get(userId) === at) this.#gone.delete(userId);
    }
  }
}
