import postgres from "postgres";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { arrayTypes } from "./array_types.ts";
import { type OpenPool, openRenewedPool } from "./renewed_pool.ts";
import type { SqlPool } from "./sql.ts";

/**
 * What statements may take, by what waits for them: a person for the answer to a request, events for
 * their delivery, a program for work on a lot of rows, such as jobs, exports, erasures and checks, or
 * somebody who changes all rows of a table.
 */
const STATEMENT_MS_MAX = {
  request: 3000,
  delivery: 20_000,
  work: 120_000,
  migration: 60 * 60_000,
};

/** A name of {@link STATEMENT_MS_MAX}. */
export type Patience = keyof typeof STATEMENT_MS_MAX;

/** What an answer may take on its way. A server that lets more pass has stopped. */
const SILENCE_MS_MAX = 700;

/**
 * Opens a pool. Nothing is connected until the first query. Who waits longer than its patience, for
 * a connection or for an answer, gets `unavailable`: whether a write was kept is in doubt then.
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
    // In seconds. Unbounded, a pool would not notice for long that Postgres is back.
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 0.5),
    onnotice: () => {},
    fetch_types: false,
    types: arrayTypes as Record<never, never>,
    // The column half only: the other half would rewrite keys inside JSON values as well.
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    connection: {
      application_name: `tintype ${patience}`,
      statement_timeout: statementMs,
      // Compiling a query takes many times as long as any query here; embedded servers cannot.
      jit: "off",
    },
    // Not in the types of the driver: what opens the socket of a connection.
    ...{ socket },
  };
}
