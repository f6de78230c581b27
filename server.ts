import type { Hono } from "hono";
import type { Context } from "./context.ts";
import { delay } from "./lib/delay.ts";
import { openLog } from "./lib/log.ts";
import type { Env } from "./routes/endpoint.ts";

/** What sockets get to take their close frame. */
const CLOSING_MS = 100;
/** What requests may take to finish when the program stops; closing everything takes the rest. */
const FINISHING_MS_MAX = 3000;
/** Deno Deploy gives no more than 5 s between the signal and the end. */
const STOPPING_MS_MAX = 4700;

/** Aborts at SIGTERM or SIGINT. Ctrl-C may send both, and more than once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const stopping = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    // What is acknowledged is kept already; a client or a service that hangs shall not hold us.
    Deno.unrefTimer(setTimeout(() => Deno.exit(0), STOPPING_MS_MAX));
  };
  Deno.addSignalListener("SIGINT", stopping);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stopping);
  return stop.signal;
}

/** Serves until the signal aborts: then takes no more, finishes requests and closes sockets. */
export async function serve(ctx: Context, app: Hono<Env>, stop: AbortSignal): Promise<void> {
  const server = listen(ctx, app);
  await aborted(stop);
  ctx.log.info("stopping");
  ctx.stop();
  ctx.sockets.closeAll();
  // Deno would close them with 1001: our code has to be on its way before.
  await delay(CLOSING_MS, new AbortController().signal);
  const finishing = new AbortController();
  await Promise.race([
    server.shutdown(),
    delay(FINISHING_MS_MAX, finishing.signal),
  ]);
  finishing.abort();
}

function listen({ config, log }: Context, app: Hono<Env>): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname: config.HOST,
      port: config.PORT,
      onListen: ({ hostname, port }) => log.info("listening", { hostname, port }),
    }, app.fetch);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(`Port ${config.PORT} is in use: stop its program, or set another PORT`);
  }
}

/** Ends a program that cannot start, with one line that says why. */
export function refuseToStart(error: unknown): never {
  openLog().error(error instanceof Error ? error.message : String(error));
  Deno.exit(1);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
