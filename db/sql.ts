import postgres from "postgres";
import { AppError } from "../lib/errors.ts";

/** A pool or a transaction. Every query function takes one. */
export type Sql = Statements & postgres.ISql<Record<never, never>>;
/** A pool. Only a pool can begin transactions. */
export type SqlPool = Statements & postgres.Sql<Record<never, never>>;

/** The driver types undeclared rows as `any`. Here, no field of such rows can be read. */
type Statements = (
  template: TemplateStringsArray,
  ...parameters: readonly postgres.ParameterOrFragment<never>[]
) => postgres.PendingQuery<Record<never, never>[]>;

/**
 * Makes a constant part of queries only once. Otherwise the driver makes promises for it in each
 * query, which outlive many runs of the garbage collector.
 */
export function lazyFragment(
  make: (sql: Sql) => postgres.Fragment,
): (sql: Sql) => postgres.Fragment {
  let made: postgres.Fragment | undefined;
  return (sql) => made ??= make(sql);
}

/** Returns the row of a statement that always returns one. */
export async function one<T>(statement: PromiseLike<readonly T[]>): Promise<T> {
  const [row] = await statement;
  if (row === undefined) throw new Error("A statement that always gives a row gave none");
  return row;
}

/** Returns whether Postgres rejected a row because of this unique constraint or index. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505" &&
    error.constraint_name === constraint;
}

/** Returns whether Postgres rejected a row because this foreign key found no row. */
export function refersToMissing(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === "23503" &&
    error.constraint_name === constraint;
}

/** Returns whether Postgres undid a transaction because of a deadlock. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "40P01";
}

/** Returns whether a statement was cancelled as too slow. Fewer rows may be quicker. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "57014";
}

/** Returns whether an error means that a service is down, and not that a query was wrong. */
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

/** Returns whether a pooler has refused the settings of a connection, as it always will. */
export function refusesSettings(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("unsupported startup parameter");
}

/** Returns whether Postgres gave no answer, so that the next query will get none either. */
export function isUnreachable(error: unknown): boolean {
  return isDown(error) && !(error instanceof postgres.PostgresError);
}

// 08: connection lost; 25006: a standby; 25P03: paused; 40: deadlock; 53: out of connections, memory
// or disk; 57014: too slow; 57P01 to 57P03: restarting.
const PASSING_STATES = /^(08...|25006|25P03|40001|40P01|53...|57014|57P0[1-3])$/;
const DRIVER_CODES = /^(CONNECT_TIMEOUT|CONNECTION_(CLOSED|DESTROYED|ENDED))$/;
const NETWORK_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;
