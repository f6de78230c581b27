import { Socket } from "node:net";
import { once } from "../lib/once.ts";
import { Deadlines } from "./deadlines.ts";
import { guardedBegin } from "./guarded_transactions.ts";
import type { SqlPool } from "./sql.ts";
import { type DriverQuery, type Line, type QueryLimits, WatchedQuery } from "./watched_query.ts";

/** The time that queries on other connections get when a pool is closed. */
const CLOSING_SECONDS = 1;

/** Opens a pool of the driver, whose connections use sockets of this function. */
export type OpenPool = (socket: (options: Address) => Socket) => SqlPool;

/** The address of a connection, as the driver has parsed it. */
export interface Address {
  path?: string | false | undefined;
  host: string[];
  port: number[];
}

/**
 * Makes a socket for the driver, which gathers what it sends until the next turn. It may have sent
 * all before that: then its timer, which was due already, writes null.
 */
export function makeDriverSocket(): Socket {
  const socket = new Socket();
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  return Object.assign(socket, {
    write: (...args: unknown[]) => args[0] === null || write(...args),
  });
}

/** One pool of the driver. Its connections are closed together. */
interface Generation {
  pool: SqlPool;
  tag(first: unknown, ...rest: unknown[]): unknown;
  unsafe: SqlPool["unsafe"];
  begin: SqlPool["begin"];
  close(seconds: number | undefined): Promise<void>;
}

/**
 * A pool whose callers wait at most `answerMs` for each answer. With `statementMs`, the server is
 * asked to end a statement after that time, because it does not do so by itself. The driver cannot
 * close a single connection whose server has stopped responding. So all connections are closed, and
 * new ones are opened on demand.
 */
export function openRenewedPool(
  openPool: OpenPool,
  { answerMs, statementMs }: { answerMs: number; statementMs: number | null },
): SqlPool {
  const limits = {
    answer: new Deadlines(answerMs),
    statement: statementMs === null ? null : new Deadlines(statementMs),
  };
  const ending = new Set<Promise<void>>();
  let isEnded = false;
  const renew = (dead: Generation) => {
    if (dead !== current || isEnded) return;
    current = openGeneration(openPool, limits, renew);
    const closing = dead.close(CLOSING_SECONDS).finally(() => ending.delete(closing));
    ending.add(closing);
  };
  let current = openGeneration(openPool, limits, renew);
  const tag = (first: unknown, ...rest: unknown[]) => current.tag(first, ...rest);
  const end = once(async (seconds: number | undefined) => {
    isEnded = true;
    await Promise.all([...ending, current.close(seconds)]);
    limits.answer[Symbol.dispose]();
    limits.statement?.[Symbol.dispose]();
  });
  return Object.assign(tag, current.pool, {
    unsafe: ((...args) => current.unsafe(...args)) as SqlPool["unsafe"],
    begin: ((run: never) => current.begin(run)) as SqlPool["begin"],
    end: (options?: { timeout?: number }) => end(options?.timeout),
  }) as unknown as SqlPool;
}

function openGeneration(
  openPool: OpenPool,
  limits: QueryLimits,
  onDead: (dead: Generation) => void,
): Generation {
  const sockets = new Set<Socket>();
  let opened = 0;
  const pool = openPool(({ path, host, port }) => {
    for (const socket of sockets) if (socket.destroyed) sockets.delete(socket);
    const socket = makeDriverSocket();
    sockets.add(socket);
    const at = opened++ % port.length;
    // The driver reads the host name for the check of a certificate from here.
    Object.assign(socket, { host: host[at], port: port[at] });
    return path ? socket.connect(path) : socket.connect(port[at]!, host[at]!);
  });
  let send: DriverQuery["handler"] | undefined;
  const line: Line = { answers: 0, onLate() {}, onDead: () => onDead(generation) };
  const sendWatched = (query: DriverQuery) => {
    const watched = new WatchedQuery(query, limits, line);
    send!(query);
    watched.sent();
  };
  const arm = <T>(made: T): T => {
    if (made instanceof Promise) {
      const query = made as unknown as DriverQuery;
      send ??= query.handler;
      query.handler = sendWatched;
    }
    return made;
  };
  const callable = pool as unknown as (first: unknown, ...rest: unknown[]) => unknown;
  const generation: Generation = {
    pool,
    tag: (first, ...rest) => arm(callable(first, ...rest)),
    unsafe: ((...args) => arm(pool.unsafe(...args))) as SqlPool["unsafe"],
    begin: guardedBegin(pool, limits, line) as unknown as SqlPool["begin"],
    async close(seconds) {
      await pool.end(seconds === undefined ? {} : { timeout: seconds });
      // A server that has stopped never closes its side.
      for (const socket of sockets) socket.destroy();
    },
  };
  return generation;
}
