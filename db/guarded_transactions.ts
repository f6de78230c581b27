import postgres from "postgres";
import type { AppError } from "../lib/errors.ts";
import type { Waiting } from "./deadlines.ts";
import type { Sql, SqlPool } from "./sql.ts";
import {
  type DriverQuery,
  type Line,
  noAnswer,
  type QueryLimits,
  WatchedQuery,
} from "./watched_query.ts";

type Begin = <T>(run: (tx: Sql) => Promise<T>) => Promise<T>;

/**
 * Wraps `begin` of a pool, so that each transaction ends with its connection. The driver alone
 * writes the next statement, even the rollback, to a closed socket, which ends the program. Or it
 * runs the statement on the reopened connection, outside of any transaction.
 *
 * Each step has the deadline. `line.onDead` is called when the server has stopped responding.
 */
export function guardedBegin(pool: SqlPool, limits: QueryLimits, line: Line): Begin {
  const { answer: deadlines } = limits;
  const begin = pool.begin.bind(pool) as Begin;
  return <T>(run: (tx: Sql) => Promise<T>): Promise<T> => {
    const state: State = { isLost: false, late: null };
    const { answers, onDead } = line;
    const lost = Promise.withResolvers<never>();
    const lose = (error: AppError) => {
      state.isLost = true;
      lost.reject(error);
    };
    const opening = waiting(() => {
      lose(noAnswer());
      if (line.answers === answers) return onDead();
      // All connections may be busy. If it still gets none after the same time, something is wrong.
      opening.expire = onDead;
      deadlines.begin(opening);
    });
    const closing = waiting(() => {
      lose(noAnswer());
      onDead();
    });
    deadlines.begin(opening);
    const done = begin(async (tx) => {
      deadlines.end(opening);
      if (state.isLost) throw new Error("Nobody waits for this transaction any more");
      try {
        const result = await run(watched(tx, state, limits, {
          answers: 0,
          onLate(error) {
            state.late ??= error;
            lost.reject(error);
          },
          onDead() {
            state.isLost = true;
            onDead();
          },
        }));
        if (!state.isLost) {
          // Its caller already got the error "no answer", so undo the transaction.
          if (state.late !== null) throw state.late;
          deadlines.begin(closing);
          return result;
        }
      } catch (error) {
        if (!state.isLost && !endsConnection(error)) {
          deadlines.begin(closing);
          throw error;
        }
      }
      // The driver rejects the whole transaction when the connection closes. It must not write
      // anything before or after that.
      return await NEVER;
    });
    const ended = () => {
      state.isLost = true;
      deadlines.end(opening);
      deadlines.end(closing);
    };
    done.then(ended, ended);
    return Promise.race([done, lost.promise]);
  };
}

const NEVER = new Promise<never>(() => {});

interface State {
  /** Whether the connection is closed or the server has stopped, so that nothing can be written. */
  isLost: boolean;
  /** The error that the caller got because of a passed deadline. */
  late: AppError | null;
}

function waiting(expire: () => void): Waiting {
  return { dueAt: 0, expire };
}

function watched(
  tx: Sql,
  state: Readonly<State>,
  limits: QueryLimits,
  line: Line,
): Sql {
  const refuseIfLost = () => {
    if (state.isLost) throw new Error("The transaction has ended with its connection");
    if (state.late !== null) throw state.late;
  };
  let send: DriverQuery["handler"] | undefined;
  const sendWatched = (query: DriverQuery) => {
    const watched = new WatchedQuery(query, limits, line);
    send!(query);
    watched.sent();
  };
  const arm = (made: unknown) => {
    if (made instanceof Promise) {
      const query = made as unknown as DriverQuery;
      send ??= query.handler;
      query.handler = sendWatched;
    }
    return made;
  };
  return new Proxy(tx, {
    apply(target, self, args) {
      refuseIfLost();
      return arm(Reflect.apply(target as never, self, args));
    },
    get(target, name, receiver) {
      if (name !== "unsafe") return Reflect.get(target, name, receiver);
      refuseIfLost();
      return (...args: Parameters<Sql["unsafe"]>) => arm(target.unsafe(...args));
    },
  });
}

/** Returns whether this error means that the connection is closed or about to close. */
function endsConnection(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) {
    return error.severity_local === "FATAL" || error.severity_local === "PANIC";
  }
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(CONNECTION_|ECONN|EPIPE|ETIMEDOUT)/.test(code);
}
