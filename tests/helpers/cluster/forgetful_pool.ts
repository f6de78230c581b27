import type { SqlPool } from "../../../db/sql.ts";

/** A pool whose connection can be lost after a commit, before its answer. */
export interface ForgetfulPool {
  sql: SqlPool;
  /** Loses the answer to the next statement or transaction that has this text; null loses none. */
  loseNext(text: string | null): void;
  /** Whether that answer is still to be lost. */
  readonly isLosing: boolean;
}

class AnswerLost extends Error {
  readonly code = "CONNECTION_CLOSED";
}

/** Wraps a pool, so that answers can be lost. */
export function openForgetful(pool: SqlPool): ForgetfulPool {
  let losing: string | null = null;
  const isLost = (args: unknown[]) => {
    const [template] = args;
    const text = Array.isArray(template) ? template.join("$") : "";
    const isLost = losing !== null && text.includes(losing);
    if (isLost) losing = null;
    return isLost;
  };
  const begin = async (run: (sql: SqlPool) => Promise<unknown>) => {
    let isLast = false;
    const result = await pool.begin((sql) =>
      run(
        new Proxy(sql as unknown as SqlPool, {
          apply(target, self, args) {
            isLast ||= isLost(args);
            return Reflect.apply(target, self, args);
          },
        }),
      )
    );
    if (isLast) throw new AnswerLost("The connection was lost after the commit");
    return result;
  };
  const sql = new Proxy(pool, {
    get: (target, name) => name === "begin" ? begin : Reflect.get(target, name),
    apply(target, self, args) {
      const query = Reflect.apply(target, self, args);
      if (!isLost(args)) return query;
      return query.then(() => {
        throw new AnswerLost("The connection was lost after the commit");
      });
    },
  });
  return {
    sql,
    loseNext: (text) => void (losing = text),
    get isLosing() {
      return losing !== null;
    },
  };
}
