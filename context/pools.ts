import { type Lane, LANES } from "../domain/events/lanes.ts";
import { once } from "../lib/once.ts";
import type { SqlPool } from "../db/sql.ts";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { openSql, type Patience } from "../db/pool.ts";

/** The connections of a program, by purpose. */
export interface Pools extends AsyncDisposable {
  requests: SqlPool;
  /** The pool for long work. Requests never wait for its connections. */
  work: SqlPool;
  migrations: SqlPool;
  /** One connection, as each lane has one: its backend caches the plans of its few statements. */
  likes: SqlPool;
  lanes: Record<Lane, SqlPool>;
}

const WORK_POOL_SIZE = 4;

/** Opens all pools. Nothing connects before the first query. */
export function openPools(
  address: DatabaseAddress,
  { requestPoolSize, requestMs }: { requestPoolSize: number; requestMs: number },
): Pools {
  const pools: SqlPool[] = [];
  const open = (size: number, patience: Patience) => {
    const pool = patience === "request"
      ? openSql(address, size, patience, requestMs)
      : openSql(address, size, patience);
    pools.push(pool);
    return pool;
  };
  return {
    requests: open(requestPoolSize, "request"),
    work: open(WORK_POOL_SIZE, "work"),
    migrations: open(1, "migration"),
    likes: open(1, "request"),
    lanes: Object.fromEntries(LANES.map((lane) => [lane, open(1, "delivery")])) as Pools["lanes"],
    [Symbol.asyncDispose]: once(async () => {
      await Promise.all(pools.map((pool) => pool.end({ timeout: 2 })));
    }),
  };
}
