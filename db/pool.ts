import postgres from "postgres";
import { type DatabaseAddress, targetOf } from "../lib/config/database_address.ts";
import { arrayTypes } from "./array_types.ts";
import { type OpenPool, openRenewedPool } from "./renewed_pool.ts";
import type { SqlPool } from "./sql.ts";

/**
 * The time limits in milliseconds, by the caller: of a statement, and of a pause between two
 * statements of a transaction. `work` is for many rows: jobs, exports, erasures and checks; some
 * delete objects from storage while they hold locks. `migration` is for changes of all rows of a
 * table.
 */
const LIMITS_MS = {
  request: { statement: 3000, pause: 5000 },
  delivery: { statement: 20_000, pause: 5000 },
  work: { statement: 120_000, pause: 60_000 },
  migration: { statement: 60 * 60_000, pause: 5000 },
};

/** A name of {@link LIMITS_MS}. */
export type Patience = keyof typeof LIMITS_MS;

/**
 * The server closes a connection whose client has vanished after 25 s. By default it waits for two
 * hours. Connections through Unix sockets ignore this.
 */
const KEEPALIVES = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 25_000,
};

/**
 * The time that an answer may take beyond the statement, at most as long again as the statement. A
 * server that needs more has stopped.
 */
const SILENCE_MS_MAX = 700;

/**
 * Opens a pool, which connects on the first query. A caller who waits longer than its patience, for
 * a connection or an answer, gets `unavailable`. Then the outcome of a write is unknown.
 */
export function openSql(
  address: DatabaseAddress,
  poolSize: number,
  patience: Patience,
  statementMs = LIMITS_MS[patience].statement,
  more: Settings = {},
): SqlPool {
  const { target, isPooled } = targetOf(address);
  const settings = isPooled ? POOLED_SETTINGS : { ...settingsOf(patience, statementMs), ...more };
  const open: OpenPool = (socket) => {
    const options = optionsOf(poolSize, settings, socket);
    return typeof target === "string"
      ? postgres(target, options)
      : postgres({ ...target, ...options });
  };
  return openRenewedPool(open, {
    answerMs: statementMs + Math.min(SILENCE_MS_MAX, statementMs),
    statementMs: isPooled ? statementMs : null,
  });
}

type Settings = Partial<postgres.ConnectionParameters>;

/** Plans that were made while a table was small must not read the whole table when it has grown. */
export const BY_INDEX_ALONE: Settings = { enable_seqscan: "off" };

// A pooler would set another name for each statement of another pool.
const POOLED_SETTINGS: Settings = { application_name: "tintype" };

function settingsOf(patience: Patience, statementMs: number): Settings {
  return {
    application_name: `tintype ${patience}`,
    statement_timeout: statementMs,
    // A program that was suspended in a transaction must not hold its locks.
    idle_in_transaction_session_timeout: LIMITS_MS[patience].pause,
    ...KEEPALIVES,
    // Compiling a query takes many times as long as any query here; embedded servers cannot.
    jit: "off",
  };
}

function optionsOf(
  poolSize: number,
  connection: Settings,
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
    connection,
    // The types of the driver lack this option, which opens the socket of a connection.
    ...{ socket },
  };
}
