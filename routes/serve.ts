import type { Hono } from "hono";
import type { Context } from "../context/mod.ts";
import { delay } from "../lib/delay.ts";
import { descriptorLimit, SpareDescriptors } from "../lib/http/descriptors.ts";
import { HttpListener } from "../lib/http/listener.ts";
import { type Log, openLog } from "../lib/log/log.ts";
import type { Env } from "./http/endpoint.ts";

/** The time that sockets get to send their close frames, in milliseconds. */
const CLOSING_MS = 100;
/**
 * The time that requests get to finish when the program stops. The rest is for closing resources.
 */
const FINISHING_MS_MAX = 3000;
/** A limit of open files that even a busy program does not reach. */
const DESCRIPTORS_WANTED = 4096;
/** Deno Deploy allows at most 5 s between the signal and the end. */
const STOPPING_MS_MAX = 4700;

/** Aborts at SIGTERM or SIGINT. Ctrl-C may send both, and more than once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const stopping = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    // Acknowledged writes are stored already. A client or service that hangs must not delay the
    // exit.
    Deno.unrefTimer(setTimeout(() => Deno.exit(0), STOPPING_MS_MAX));
  };
  Deno.addSignalListener("SIGINT", stopping);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stopping);
  return stop.signal;
}

/**
 * Serves until the signal aborts. Then accepts no more requests, finishes open ones and closes
 * sockets.
 */
export async function serve(ctx: Context, app: Hono<Env>, stop: AbortSignal): Promise<void> {
  const listener = await listen(ctx, app);
  // Until the program listens, an uncaught error ends it.
  logAccidents(ctx.log);
  await aborted(stop);
  ctx.log.info("stopping");
  ctx.stop();
  ctx.sockets.closeAll();
  // Deno would close them with 1001, so our close code must be sent first.
  await delay(CLOSING_MS);
  const finishing = new AbortController();
  await Promise.race([
    listener.shutdown(),
    delay(FINISHING_MS_MAX, finishing.signal),
  ]);
  finishing.abort();
}

async function listen({ config, log, sockets }: Context, app: Hono<Env>): Promise<HttpListener> {
  const { HOST: hostname, PORT: port } = config;
  const descriptors = new SpareDescriptors(await descriptorLimit());
  const { limit } = descriptors;
  if (limit !== null && limit < DESCRIPTORS_WANTED) {
    log.warn("the limit of open files is low: raise it", { limit, wanted: DESCRIPTORS_WANTED });
  }
  // Short connections need descriptors too, beside the sockets that stay open.
  if (limit !== null) sockets.max = Math.floor(limit / 3);
  try {
    return new HttpListener({ hostname, port, descriptors, log }, app.fetch);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(`Port ${port} is in use: stop its program, or set another PORT`);
  }
}

/** Logs uncaught errors and goes on, so that one error does not end the requests of others. */
export function logAccidents(log: Log): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("nobody has caught an error", { error: event.reason });
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    log.error("nobody has caught an error", { error: event.error });
  });
}

/** Exits with status 1 and one log line with the reason, if the program cannot start or go on. */
export function refuseToGoOn(error: unknown): never {
  openLog().error(error instanceof Error ? error.message : String(error));
  Deno.exit(1);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
