/** The transactions that one read of Postgres saw, as `pg_current_snapshot` reports them. */
export interface Snapshot {
  /** All transactions below this number had ended. */
  xmin: number;
  /** No transaction from this number on had begun. */
  xmax: number;
  /** Transactions between the two that had not ended. */
  running: readonly number[];
}

/** Reads a snapshot from its text, `xmin:xmax:running,…`. */
export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, running] = text.split(":") as [string, string, string];
  return {
    xmin: Number(xmin),
    xmax: Number(xmax),
    running: running === "" ? [] : running.split(",").map(Number),
  };
}

/** Returns whether a snapshot saw the end of a transaction. */
export function isVisible({ xmax, running }: Snapshot, xid: number): boolean {
  return xid < xmax && !running.includes(xid);
}
