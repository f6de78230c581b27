import type postgres from "postgres";
import { newId } from "../../domain/ids.ts";
import type { Sql } from "../sql.ts";

/** A table whose rows are units of work. One worker at a time has a row, until its lease ends. */
export interface WorkTable<Work> {
  name: string;
  /** The column of the primary key. */
  key: keyof Work & string;
  /** Whether a row still needs work, as a condition on the table. By default every row does. */
  isOpen?(sql: Sql): postgres.Fragment;
}

/** A row that a worker has claimed. Another claim of the row has another id. */
export interface Leased {
  leaseId: string;
}

/**
 * How long a dead worker blocks its row for others. A worker that lives renews its lease, however
 * long the work takes.
 */
export const LEASE_SECONDS = 15;

/** Whether work may be done now, and when more may be: null if no other work waits. */
export interface WaitingTimes {
  isDue: boolean;
  nextAt: Date | null;
}

/** Thrown when another worker has taken the work over, or the work is no longer wanted. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  override readonly message = "The worker no longer has this work";
}

/** Fails unless a worker still had its row when it changed it. */
export function requireLease(isHeld: boolean): asserts isHeld {
  if (!isHeld) throw new LeaseLost();
}

/** The time `seconds` after the beginning of the transaction. */
export function inSeconds(sql: Sql, seconds: number): postgres.Fragment {
  return sql`now() + ${seconds} * interval '1 second'`;
}

/**
 * Gives the rows of a table to workers. The id of the lease fences the row: once another worker has
 * taken the row over, the first one can no longer change it.
 */
export class Leases<Work extends Leased> {
  readonly #table: WorkTable<Work>;

  constructor(table: WorkTable<Work>) {
    this.#table = table;
  }

  /**
   * A statement that takes the first waiting row in this order. It skips rows that others are
   * taking. The caller adds `returning`. `set` changes more columns of the row.
   */
  claim(
    sql: Sql,
    { where, orderBy, set }: {
      where?: postgres.Fragment;
      orderBy: postgres.Fragment;
      set?: postgres.Fragment;
    },
  ): postgres.Fragment {
    const { name } = this.#table;
    const key = sql(this.#table.key as string);
    return sql`
      update ${sql(name)} set ${this.begin(sql)} ${set ? sql`, ${set}` : sql``}
      where ${key} = (
        select ${key} from ${sql(name)}
        where leased_until <= now() and ${this.#isOpen(sql)} and ${where ?? sql`true`}
        order by ${orderBy} limit 1
        for update skip locked
      )`;
  }

  /**
   * Changes of the columns of a row that begin a lease with the transaction. It may be `times` as
   * long as others.
   */
  begin(sql: Sql, times: postgres.Fragment = sql`1`): postgres.Fragment {
    return sql`lease_id = ${newId()},
      leased_until = now() + ${LEASE_SECONDS}::int * ${times} * interval '1 second'`;
  }

  /** The columns of {@link WaitingTimes} for the rows that wait. */
  waitingTimes(sql: Sql, where: postgres.Fragment): postgres.Fragment {
    const waiting = sql`from ${sql(this.#table.name)} where ${this.#isOpen(sql)} and ${where}`;
    return sql`
      exists (select ${waiting} and leased_until <= now()) as is_due,
      (select min(leased_until) ${waiting} and leased_until > now()) as next_at`;
  }

  /** Whether the worker still has its row, as a condition on the table. */
  isHeld(sql: Sql, work: Work): postgres.Fragment {
    const { key } = this.#table;
    return sql`
      ${this.#isOpen(sql)} and ${sql(key as string)} = ${work[key] as string}
      and lease_id = ${work.leaseId}`;
  }

  #isOpen(sql: Sql): postgres.Fragment {
    return this.#table.isOpen?.(sql) ?? sql`true`;
  }

  /** Changes a row. Returns false, and changes nothing, if the worker no longer has it. */
  async update(sql: Sql, work: Work, set: postgres.Fragment): Promise<boolean> {
    const { count } = await sql`
      update ${sql(this.#table.name)} set ${set} where ${this.isHeld(sql, work)}`;
    return count === 1;
  }

  /** Renews the lease. Throws {@link LeaseLost} if the worker no longer has the row. */
  async extend(sql: Sql, work: Work): Promise<void> {
    const set = sql`leased_until = greatest(leased_until, ${inSeconds(sql, LEASE_SECONDS)})`;
    requireLease(await this.update(sql, work, set));
  }

  /** Puts a row back, so that any worker may take it after `afterSeconds`. */
  async release(
    sql: Sql,
    work: Work,
    { afterSeconds = 0, set }: { afterSeconds?: number; set?: postgres.Fragment } = {},
  ): Promise<void> {
    const put = sql`lease_id = null, leased_until = ${inSeconds(sql, afterSeconds)}`;
    await this.update(sql, work, set ? sql`${put}, ${set}` : put);
  }

  /**
   * Puts a row back for another try. If the failed try is not counted, `attempts` is as before it.
   * `set` changes more columns of the row.
   */
  async retry(
    sql: Sql,
    work: Work & { attempts: number },
    { afterSeconds, isCounted, set }: Retry & { set?: postgres.Fragment },
  ): Promise<void> {
    const attempts = sql`attempts = ${isCounted ? work.attempts : work.attempts - 1}`;
    const columns = set ? sql`${attempts}, ${set}` : attempts;
    await this.release(sql, work, { afterSeconds, set: columns });
  }
}

/** When work is tried again, and whether the failed try counts. */
export interface Retry {
  afterSeconds: number;
  isCounted: boolean;
}
