import postgres from "postgres";

/** A pool or a transaction: every query function takes one. */
export type Sql = postgres.ISql<Record<never, never>>;
/** The pool: it alone can begin transactions. */
export type SqlPool = postgres.Sql<Record<never, never>>;

/** Where Postgres listens: a URL, or the options of an embedded server. */
export type DatabaseAddress = string | postgres.Options<Record<never, never>>;

/** Opens a pool. Nothing is connected until the first query. */
export function openSql(address: DatabaseAddress, poolSize: number): SqlPool {
  const options: postgres.Options<Record<never, never>> = {
    max: poolSize,
    idle_timeout: 30,
    connect_timeout: 2,
    onnotice: () => {},
    // The column half only: the other half would rewrite keys inside JSON values as well.
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    connection: { application_name: "tintype", statement_timeout: 30_000 },
  };
  return typeof address === "string"
    ? postgres(address, options)
    : postgres({ ...address, ...options });
}

/** Whether Postgres refused a row because of this unique constraint or index. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505" &&
    error.constraint_name === constraint;
}

/** Whether an error says that Postgres cannot be reached, and not that a query was wrong. */
export function isDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return false;
  // 57P0x: shutting down or starting; 53xxx: out of connections or memory; 08xxx: connection lost.
  return /^(57P0[1-3]|53\d{3}|08\d{3}|CONNECT|CONNECTION_|ECONN|ENOENT|ENOTFOUND|EPIPE)/.test(code);
}
