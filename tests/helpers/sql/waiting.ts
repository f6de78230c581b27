import type { SqlPool } from "../../../db/sql.ts";

/** Resolves when a statement waits for a lock of another transaction. */
export async function somebodyWaits(sql: SqlPool): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    ({ count: waiting } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
  }
}
