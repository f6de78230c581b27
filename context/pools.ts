import { type Lane, LANES } from "../domain/events/lanes.ts";
import { once } from "../lib/once.ts";
import type { SqlPool } from "../db/sql.ts";
import type { Config } from "../lib/config/mod.ts";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { BY_INDEX_ALONE, openSql, type Patience } from "../db/pool.ts";
import { ReplicaReads } from "../db/replicas/mod.ts";
import type { Metrics } from "../lib/metrics/metrics.ts";

/** The connections of a program, by purpose. */
export interface Pools extends AsyncDisposable {
  requests: SqlPool;
  /** The pool for long work. Requests never wait for its connections. */
  work: SqlPool;
  migrations: SqlPool;
  /** One connection, as each lane has one: its backend caches the plans of its few statements. */
  likes: SqlPool;
  /** One connection, for the same reason. Its plans use indexes, also while tables are new. */
  messages: SqlPool;
  /** One connection, so that reads of invalidations wait for no other query. */
  invalidations: SqlPool;
  lanes: Record<Lane, SqlPool>;
  /** Reads of lists that may be done by a replica. */
  others: ReplicaReads;
  /** One connection for the leases of instances. */
  leases: SqlPool;
}

const WORK_POOL_SIZE = 4;
const LIST_READS = {
  name: "tintype_list_reads_total",
  help: "Reads of lists that a replica may do, by the server that did them",
  labels: { server: ["replica", "primary"] },
} as const;

/** Returns the time, in milliseconds, after which a read of invalidations has failed. */
export function invalidationMsMax({ DATABASE_REQUEST_MS }: Config): number {
  return Math.max(500, DATABASE_REQUEST_MS / 6);
}

/** Opens all pools. Nothing connects before the first query. */
export function openPools(
  database: DatabaseAddress,
  config: Config,
  metrics: Metrics,
  replicas: readonly DatabaseAddress[] = config.DATABASE_REPLICA_URL,
): Pools {
  const pools: SqlPool[] = [];
  const open = (
    size: number,
    patience: Patience,
    { address = database, requestMs = config.DATABASE_REQUEST_MS, settings = {} } = {},
  ) => {
    const pool = patience === "request"
      ? openSql(address, size, patience, requestMs, settings)
      : openSql(address, size, patience);
    pools.push(pool);
    return pool;
  };
  const poolSize = config.DATABASE_POOL_SIZE;
  const requests = open(poolSize, "request");
  const others = new ReplicaReads(
    requests,
    replicas.map((address) => open(poolSize, "request", { address })),
    (server) => metrics.count(LIST_READS, { server }),
  );
  return {
    requests,
    others,
    work: open(WORK_POOL_SIZE, "work"),
    migrations: open(1, "migration"),
    likes: open(1, "request"),
    messages: open(1, "request", { settings: BY_INDEX_ALONE }),
    leases: open(1, "request"),
    // The driver waits for as long again as the statement may take.
    invalidations: open(1, "request", { requestMs: invalidationMsMax(config) / 2 }),
    lanes: Object.fromEntries(LANES.map((lane) => [lane, open(1, "delivery")])) as Pools["lanes"],
    [Symbol.asyncDispose]: once(async () => {
      await Promise.all(pools.map((pool) => pool.end({ timeout: 2 })));
      await others.settled();
    }),
  };
}
