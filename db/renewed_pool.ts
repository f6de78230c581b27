import { Socket } from "node:net";
import { once } from "../lib/once.ts";
import { Deadlines } from "./deadlines.ts";
import { guardedBegin } from "./guarded_transactions.ts";
import type { SqlPool } from "./sql.ts";
import { type DriverQuery, type Line, WatchedQuery } from "./watched_query.ts";

/** What those get who wait on other connections of a pool that is given up. */
const GIVING_UP_SECONDS = 1;

/** Connects a pool of the driver; each connection begins with a socket of this function. */
export type OpenPool = (socket: (options: Address) => Socket) => SqlPool;

/** Where a connection goes, as the driver has parsed it. */
export interface Address {
  path?: string | false | undefined;
  host: string[];
  port: number[];
}

/** The connections that were opened together, and are given up together. */
interface Generation {
  pool: SqlPool;
  tag(first: unknown, ...rest: unknown[]): unknown;
  unsafe: SqlPool["unsafe"];
  begin: SqlPool["begin"];
  giveUp(seconds: number | undefined): Promise<void>;
}

/**
 * A pool whose callers wait at most `deadlineMs` for each answer. The driver has no way to give up
 * one connection whose server has stopped to answer, so all of them are given up, and new ones are
 * opened as they are needed.
 */
export function openRenewedPool(openPool: OpenPool, deadlineMs: number): SqlPool {
  const deadlines = new Deadlines(deadlineMs);
  const ending = new Set<Promise<void>>();
  let isEnded = false;
  const renew = (dead: Generation) => {
    if (dead !== current || isEnded) return;
    current = openGeneration(openPool, deadlines, renew);
    const gone = dead.giveUp(GIVING_UP_SECONDS).finally(() => ending.delete(gone));
    ending.add(gone);
  };
  let current = openGeneration(openPool, deadlines, renew);
  const tag = (first: unknown, ...rest: unknown[]) => current.tag(first, ...rest);
  const end = once(async (seconds: number | undefined) => {
    isEnded = true;
    await Promise.all([...ending, current.giveUp(seconds)]);
    deadlines[Symbol.dispose]();
  });
  return Object.assign(tag, current.pool, {
    unsafe: ((...args) => current.unsafe(...args)) as SqlPool["unsafe"],
    begin: ((run: never) => current.begin(run)) as SqlPool["begin"],
    end: (options?: { timeout?: number }) => end(options?.timeout),
  }) as unknown as SqlPool;
}

function openGeneration(
  openPool: OpenPool,
  deadlines: Deadlines,
  onDead: (dead: Generation) => void,
): Generation {
  const sockets = new Set<Socket>();
  let opened = 0;
  const pool = openPool(({ path, host, port }) => {
    for (const socket of sockets) if (socket.destroyed) sockets.delete(socket);
    const socket = new Socket();
    sockets.add(socket);
    const at = opened++ % port.length;
    // The driver looks for the name of a certificate here.
    Object.assign(socket, { host: host[at], port: port[at] });
    return path ? socket.connect(path) : socket.connect(port[at]!, host[at]!);
  });
  let send: DriverQuery["handler"] | undefined;
  const line: Line = { answers: 0, onLate() {}, onDead: () => onDead(generation) };
  const sendWatched = (query: DriverQuery) => {
    const watched = new WatchedQuery(query, deadlines, line);
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
    begin: guardedBegin(pool, deadlines, line) as unknown as SqlPool["begin"],
    async giveUp(seconds) {
      await pool.end(seconds === undefined ? {} : { timeout: seconds });
      // A server that has stopped never closes its side.
      for (const socket of sockets) socket.destroy();
    },
  };
  return generation;
}
