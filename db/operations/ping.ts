import type { Sql } from "../sql.ts";

/** Fails if Postgres does not respond. */
export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`;
}
