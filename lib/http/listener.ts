import { delay } from "../delay.ts";
import type { SpareDescriptors } from "./descriptors.ts";
import type { Log } from "../log/log.ts";

const LOOK_MS = 500;
/** Running requests have so long to finish before their connections are ended. */
const FINISHING_MS = 500;
const PAUSE_MS = 50;

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** A server, and the signal that ends all its connections. */
interface Serving {
  server: Deno.HttpServer<Deno.NetAddr>;
  end: AbortController;
}

/** The address of a listener, and the descriptors that it watches. */
export interface HttpListenerOptions {
  hostname: string;
  port: number;
  descriptors: SpareDescriptors;
  log: Log;
}

/**
 * Serves HTTP until it is shut down. If few descriptors are left, or if accepting fails, it lets
 * running requests finish, ends all connections and listens again. Deno has no limit of connections,
 * stops listening for good after a failed accept, and cannot end single connections.
 */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  readonly #handler: Handler;
  readonly #stop = new AbortController();
  readonly #looking: ReturnType<typeof setInterval>;
  readonly #port: number;
  /** Null while connections are ended to make room. */
  #current: Serving | null;

  /** Starts to listen. Throws if that is not possible. */
  constructor(options: HttpListenerOptions, handler: Handler) {
    const { hostname, port, descriptors, log } = options;
    if (!descriptors.hold()) {
      throw new Error(`The limit of open files (${descriptors.limit}) is too low: raise it`);
    }
    this.#options = options;
    this.#handler = handler;
    const first = this.#listen(port);
    this.#current = first;
    this.#port = first.server.addr.port;
    log.info("listening", { hostname, port: this.#port });
    this.#looking = setInterval(() => {
      if (!descriptors.hasRoom()) void this.#makeRoom("few descriptors are left");
    }, LOOK_MS);
  }

  /** Stops accepting connections. Resolves when the running requests have their responses. */
  async shutdown(): Promise<void> {
    clearInterval(this.#looking);
    this.#stop.abort();
    await this.#current?.server.shutdown().catch(() => {});
    this.#options.descriptors.release();
  }

  #listen(port: number): Serving {
    const { hostname } = this.#options;
    const end = new AbortController();
    const options = { hostname, port, signal: end.signal, onListen() {} };
    const server = Deno.serve(options, this.#handler);
    const serving = { server, end };
    server.finished.catch((error) => {
      if (serving === this.#current) void this.#makeRoom(error.message);
    });
    return serving;
  }

  async #makeRoom(reason: string): Promise<void> {
    const full = this.#current;
    const { signal } = this.#stop;
    if (full === null || signal.aborted) return;
    this.#current = null;
    const { descriptors, log } = this.#options;
    log.warn("all connections are ended, to make room", { reason, limit: descriptors.limit });
    descriptors.release();
    await delay(FINISHING_MS, signal);
    full.end.abort();
    while (this.#current === null && !signal.aborted) {
      try {
        if (descriptors.hold()) this.#current = this.#listen(this.#port);
      } catch (error) {
        log.warn("cannot listen again yet", { error });
      }
      if (this.#current === null) await delay(PAUSE_MS, signal);
    }
  }
}
