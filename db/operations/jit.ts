import { one, type Sql } from "../sql.ts";

/**
 * Returns whether Postgres compiles statements, which makes some a thousand times slower. The
 * program turns that off, but cannot do so through a pooler.
 */
export async function compilesStatements(sql: Sql): Promise<boolean> {
  const { jit } = await one(sql<{ jit: string }[]>`select current_setting('jit') as jit`);
  return jit === "on";
}
