import { once } from "./once.ts";

/** An open connection as its registry sees it. */
export interface LiveConnection {
  /** Called once a second with the time: one clock for all connections costs less than one each. */
  tick(now: number): void;
  /** Ends the connection because the program stops. */
  shutDown(): void;
}

const TICK_MS = 1000;

/** The connections that are open in this process. */
export class SocketRegistry implements Disposable {
  readonly #open = new Set<LiveConnection>();
  #clock: ReturnType<typeof setInterval> | undefined;
  #isStopped = false;

  /** Keeps a connection until it is removed. A program that stops takes no more. */
  add(connection: LiveConnection): void {
    if (this.#isStopped) return connection.shutDown();
    this.#open.add(connection);
    this.#clock ??= setInterval(() => this.tick(Date.now()), TICK_MS);
  }

  remove(connection: LiveConnection): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** Lets every connection look at the time. */
  tick(now: number): void {
    for (const connection of this.#open) connection.tick(now);
  }

  /** Tells every client to come back later, and takes no more. */
  closeAll(): void {
    this.#isStopped = true;
    for (const connection of [...this.#open]) connection.shutDown();
  }

  get size(): number {
    return this.#open.size;
  }

  readonly [Symbol.dispose] = once(() => {
    this.closeAll();
    clearInterval(this.#clock);
  });
}
