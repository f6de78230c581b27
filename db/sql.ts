import postgres from "postgres";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { AppError } from "../lib/errors.ts";
import { arrayTypes } from "./array_types.ts";
import { type OpenPool, openRenewedPool } from "./renewed_pool.ts";

export type { DatabaseAddress };

/** A pool or a transaction: every query function takes one. */
export type Sql = postgres.ISql<Record<never, never>>;
/** The pool: it alone can begin transactions. */
export type SqlPool = postgres.Sql<Record<never, never>>;

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

/**
 * A part of queries that depends on nothing, made once and not for each query anew: it costs the
 * driver a promise for each part of a part, which the garbage collector carries about for long.
 */
export function madeOnce(make: (sql: Sql) => postgres.Fragment): (sql: Sql) => postgres.Fragment {
  let made: postgres.Fragment | undefined;
  return (sql) => made ??= make(sql);
}

/** Whether Postgres refused a row because of this unique constraint or index. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505" &&
    error.constraint_name === constraint;
}

/** Whether Postgres undid a transaction that waited for another, which waited for it. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "40P01";
}

/** Whether a statement was ended because it took too long: fewer rows may be quicker. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "57014";
}

/** Whether an error says that a part cannot serve at the moment, and not that a query was wrong. */
export function isDown(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "unavailable";
  if (error instanceof postgres.PostgresError) return PASSING_STATES.test(error.code);
  const { code, syscall } = error instanceof Error
    ? error as { code?: unknown; syscall?: unknown }
    : {};
  if (typeof code !== "string") return false;
  // The socket of a server that is down is missing; a file may be missing for any other reason.
  if (code === "ENOENT") return syscall === "connect";
  return DRIVER_CODES.test(code) || NETWORK_CODES.test(code);
}

/** Whether an error says that Postgres gave no answer, so that whoever is next gets none either. */
export function isUnreachable(error: unknown): boolean {
  return isDown(error) && !(error instanceof postgres.PostgresError);
}

// 08: connection lost; 25006: a standby; 40: deadlock; 53: out of connections, memory or disk;
// 57014: too slow; 57P01 to 57P03: shutting down or starting.
const PASSING_STATES = /^(08...|25006|40001|40P01|53...|57014|57P0[1-3])$/;
const DRIVER_CODES = /^(CONNECT_TIMEOUT|CONNECTION_(CLOSED|DESTROYED|ENDED))$/;
const NETWORK_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;
