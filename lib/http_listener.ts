import { delay } from "./delay.ts";
import type { SpareDescriptors } from "./descriptors.ts";
import type { Log } from "./log.ts";

const LOOK_MS = 500;
const PAUSE_MS = 100;

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** Where to listen, and what is watched meanwhile. */
export interface HttpListenerOptions {
  hostname: string;
  port: number;
  descriptors: SpareDescriptors;
  log: Log;
}

/**
 * Serves HTTP until it is shut down. Connections cannot take all descriptors: when few are left, or
 * when the system takes no more connections, it ends those that wait for a request, lets running
 * requests finish, and listens again. Deno has no bound of its own, and stops listening for good.
 */
export class HttpListener {
  readonly #options: HttpListenerOptions;
  readonly #handler: Handler;
  readonly #stop = new AbortController();
  /** The one that listens, and those that finish their requests. */
  readonly #servers = new Set<Deno.HttpServer<Deno.NetAddr>>();
  readonly #looking: ReturnType<typeof setInterval>;
  readonly #port: number;
  /** Null while there is no room for connections. */
  #current: Deno.HttpServer<Deno.NetAddr> | null;

  /** Begins to listen; throws if it cannot. */
  constructor(options: HttpListenerOptions, handler: Handler) {
    const { hostname, port, descriptors, log } = options;
    if (!descriptors.hold()) {
      throw new Error(`The limit of open files (${descriptors.limit}) is too low: raise it`);
    }
    this.#options = options;
    this.#handler = handler;
    const first = this.#listen(port);
    this.#current = first;
    this.#port = first.addr.port;
    log.info("listening", { hostname, port: this.#port });
    this.#looking = setInterval(() => {
      if (!descriptors.hasRoom()) this.#makeRoom("few descriptors are left");
    }, LOOK_MS);
  }

  /** Takes no more; resolves when the running requests have their answers. */
  async shutdown(): Promise<void> {
    clearInterval(this.#looking);
    this.#stop.abort();
    await Promise.allSettled([...this.#servers].map((server) => server.shutdown()));
    this.#options.descriptors.release();
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    const { hostname } = this.#options;
    const server = Deno.serve({ hostname, port, onListen() {} }, this.#handler);
    this.#servers.add(server);
    server.finished
      .catch((error) => server === this.#current && this.#makeRoom(error.message))
      .finally(() => this.#servers.delete(server));
    return server;
  }

  #makeRoom(reason: string): void {
    const full = this.#current;
    if (full === null || this.#stop.signal.aborted) return;
    this.#current = null;
    const { descriptors, log } = this.#options;
    log.warn("connections that wait are ended, to make room", { reason, limit: descriptors.limit });
    descriptors.release();
    full.shutdown().catch(() => {});
    void this.#listenAgain();
  }

  async #listenAgain(): Promise<void> {
    const { descriptors, log } = this.#options;
    while (this.#current === null) {
      await delay(PAUSE_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      try {
        if (descriptors.hold()) this.#current = this.#listen(this.#port);
      } catch (error) {
        log.warn("cannot listen again yet", { error });
      }
    }
  }
}
