import type postgres from "postgres";
import type { Sql } from "../sql.ts";

/** A table whose rows are units of work. One worker at a time has a row, until its lease ends. */
export interface WorkTable<Work> {
  name: string;
  /** The key, then the columns that distinguish this claim of a row from all other claims. */
  fence: readonly (keyof Work & string)[];
  /** Whether a row still needs work, as a condition on the table. By default every row does. */
  isOpen?(sql: Sql): postgres.Fragment;
  /** How long a dead worker blocks its row for others. */
  leaseSeconds: number;
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
 * Gives the rows of a table to workers. A lease fences its row: once another worker has taken the
 * row over, the first one can no longer change it.
 */
export class Leases<Work extends object> {
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
    const { name, fence } = this.#table;
    const key = sql(fence[0] as string);
    return sql`
      update ${sql(name)} set leased_until = ${this.end(sql)} ${set ? sql`, ${set}` : sql``}
      where ${key} = (
        select ${key} from ${sql(name)}
        where leased_until <= now() and ${this.#isOpen(sql)} and ${where ?? sql`true`}
        order by ${orderBy} limit 1
        for update skip locked
      )`;
  }

  /** The end of a lease that begins with the transaction. */
  end(sql: Sql): postgres.Fragment {
    return inSeconds(sql, this.#table.leaseSeconds);
  }

  /** Whether the worker still has its row, as a condition on the table. */
  isHeld(sql: Sql, work: Work): postgres.Fragment {
    return this.#table.fence.reduce(
      (all, column) => sql`${all} and ${sql(column as string)} = ${work[column] as Value}`,
      this.#isOpen(sql),
    );
  }

  #isOpen(sql: Sql): postgres.Fragment {
    return this.#table.isOpen?.(sql) ?? sql`true`;
  }

  /** Changes a row. Returns false, and changes nothing, if the worker no longer has it. */
  async update(sql: Sql, work: Work, set: postgres.Fragment): Promise<boolean> {
    const { name } = this.#table;
    const { count } = await sql`update ${sql(name)} set ${set} where ${this.isHeld(sql, work)}`;
    return count === 1;
  }

  /** Renews the lease, also in `work`. Throws {@link LeaseLost} if the worker no longer has it. */
  async extend(sql: Sql, work: Work & { leasedUntil?: Date }): Promise<void> {
    const { name } = this.#table;
    const [row] = await sql<{ leasedUntil: Date }[]>`
      update ${sql(name)} set leased_until = ${this.end(sql)} where ${this.isHeld(sql, work)}
      returning leased_until`;
    requireLease(row !== undefined);
    work.leasedUntil = row.leasedUntil;
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
    const attempts = isCounted ? work.attempts : work.attempts - 1;
    const again = sql`attempts = ${attempts}, leased_until = ${inSeconds(sql, afterSeconds)}`;
    await this.update(sql, work, set ? sql`${again}, ${set}` : again);
  }
}

/** When work is tried again, and whether the failed try counts. */
export interface Retry {
  afterSeconds: number;
  isCounted: boolean;
}

type Value = string | number | Date;
