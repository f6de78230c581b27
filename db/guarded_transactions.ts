import postgres from "postgres";
import type { Sql, SqlPool } from "./sql.ts";

/**
 * Ends each transaction of the pool with its connection. On its own the driver writes the next
 * statement, be it the rollback, to a socket that is gone, which ends the program; or, once that
 * connection is open again, runs it there outside of any transaction.
 */
export function guardTransactions(pool: SqlPool): SqlPool {
  const begin = pool.begin.bind(pool) as <T>(run: (tx: Sql) => Promise<T>) => Promise<T>;
  const guarded = <T>(run: (tx: Sql) => Promise<T>): Promise<T> => {
    const state = { isLost: false };
    const done = begin(async (tx) => {
      try {
        const result = await run(untilLost(tx, state));
        if (!state.isLost) return result;
      } catch (error) {
        if (!state.isLost && !endsConnection(error)) throw error;
      }
      // The driver refuses the whole transaction when the connection closes. Until then, and ever
      // after, there is nothing that it may write.
      return await NEVER;
    });
    done.catch(() => state.isLost = true);
    return done;
  };
  return Object.assign(pool, { begin: guarded });
}

const NEVER = new Promise<never>(() => {});

function untilLost(tx: Sql, state: { isLost: boolean }): Sql {
  const refuseIfLost = () => {
    if (state.isLost) throw new Error("The transaction has ended with its connection");
  };
  return new Proxy(tx, {
    apply(target, self, args) {
      refuseIfLost();
      return Reflect.apply(target as never, self, args);
    },
    get(target, name, receiver) {
      if (name === "unsafe") refuseIfLost();
      return Reflect.get(target, name, receiver);
    },
  });
}

/** Whether the connection is closed, or is about to be, because of what this error says. */
function endsConnection(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) {
    return error.severity_local === "FATAL" || error.severity_local === "PANIC";
  }
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(CONNECTION_|ECONN|EPIPE|ETIMEDOUT)/.test(code);
}
