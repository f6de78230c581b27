import postgres from "postgres";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { arrayTypes } from "./array_types.ts";
import { type OpenPool, openRenewedPool } from "./renewed_pool.ts";
import type { SqlPool } from "./sql.ts";

/**
 * The time limits of statements in milliseconds, by their caller. `work` is for many rows: jobs,
 * exports, erasures and checks. `migration` is for changes of all rows of a table.
 */
const STATEMENT_MS_MAX = {
  request: 3000,
  delivery: 20_000,
  work: 120_000,
  migration: 60 * 60_000,
};

/** A name of {@link STATEMENT_MS_MAX}. */
export type Patience = keyof typeof STATEMENT_MS_MAX;

/** The time that an answer may take beyond the statement. A server that needs more has stopped. */
const SILENCE_MS_MAX = 700;

/**
 * Opens a pool, which connects on the first query. A caller who waits longer than its patience, for
 * a connection or an answer, gets `unavailable`. Then the outcome of a write is unknown.
 */
export function openSql(
  address: DatabaseAddress,
  poolSize: number,
  patience: Patience,
  statementMs = STATEMENT_MS_MAX[patience],
): SqlPool {
  const open: OpenPool = (socket) => {
    const options = optionsOf(poolSize, patience, statementMs, socket);
    return typeof address === "string"
      ? postgres(address, options)
      : postgres({ ...address, ...options });
  };
  return openRenewedPool(open, statementMs + SILENCE_MS_MAX);
}

function optionsOf(
  poolSize: number,
  patience: Patience,
  statementMs: number,
  socket: Parameters<OpenPool>[0],
): postgres.Options<Record<never, never>> {
  return {
    max: poolSize,
    idle_timeout: 30,
    connect_timeout: 2,
    // In seconds. Without the bound, a pool would notice late that Postgres is back.
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 0.5),
    onnotice: () => {},
    fetch_types: false,
    types: arrayTypes as Record<never, never>,
    // Only the column half: the other half would also rewrite keys inside JSON values.
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    connection: {
      application_name: `tintype ${patience}`,
      statement_timeout: statementMs,
      // Compiling a query takes many times as long as any query here; embedded servers cannot.
      jit: "off",
    },
    // The types of the driver lack this option, which opens the socket of a connection.
    ...{ socket },
  };
}
