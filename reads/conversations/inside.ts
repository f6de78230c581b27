import { type Context, withParts } from "../../context/mod.ts";
import { ReadCache } from "../../context/read_cache.ts";
import type { Sql, SqlPool } from "../../db/sql.ts";

/** Enough for one conversation with its members. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * Returns a context that reads what a transaction has written before it is committed. The response
 * to a request that may be repeated is stored with its write.
 */
export function insideOf(ctx: Context, sql: Sql): Context {
  const pool = sql as SqlPool;
  const options = { fanOutLimit: ctx.config.FANOUT_LIMIT, bytesMax: BYTES_MAX };
  return withParts(ctx, { sql: pool, cache: new ReadCache(pool, options) });
}
