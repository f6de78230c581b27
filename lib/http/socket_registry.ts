import { AppError, RateLimited } from "../errors.ts";
import { once } from "../once.ts";

/** An open connection as its registry sees it. */
export interface LiveConnection {
  readonly viewerId: string;
  /** Called once a second with the time: one clock for all connections costs less than one each. */
  tick(now: number): void;
  /** Ends the connection because the program stops. */
  shutDown(): void;
  /** Ends the connection because its user has opened too many others since. */
  crowdOut(): void;
}

const TICK_MS = 1000;
/** So many times as many connections as a user may have open may be about to end. */
const HELD_TIMES = 2;
const HELD_RETRY_MS = 60_000;

/** The connections that are open in this process, and how many of them one user may have. */
export class SocketRegistry implements Disposable {
  readonly #perUserMax: number;
  readonly #open = new Set<LiveConnection>();
  /** The connections of each user, the oldest first. */
  readonly #ofUser = new Map<string, Set<LiveConnection>>();
  /** Places that are held for each user. */
  readonly #held = new Map<string, number>();
  #clock: ReturnType<typeof setInterval> | undefined;
  #isStopped = false;
  /** How many may be open. */
  max = Infinity;

  constructor({ perUserMax }: { perUserMax: number }) {
    this.#perUserMax = perUserMax;
  }

  /** Throws `unavailable` if there is no room for another connection. */
  requireRoom(): void {
    if (this.#open.size < this.max) return;
    throw new AppError("unavailable", "Too many live connections are open; try again");
  }

  /**
   * Holds a place for a connection until its other side is gone. One that was ended keeps its place
   * while its client ignores that. Throws `rate_limited` if there are too many of those as well.
   */
  hold(userId: string): Disposable {
    const held = this.#held.get(userId) ?? 0;
    if (held >= HELD_TIMES * this.#perUserMax) {
      throw new RateLimited(HELD_RETRY_MS, "Too many connections are open; close some of them");
    }
    this.#held.set(userId, held + 1);
    return {
      [Symbol.dispose]: once(() => {
        const left = this.#held.get(userId)! - 1;
        if (left > 0) this.#held.set(userId, left);
        else this.#held.delete(userId);
      }),
    };
  }

  /**
   * Keeps a connection until it is removed. A user's oldest one makes room: it may be of a device
   * that is long gone. A program that stops takes no more.
   */
  add(connection: LiveConnection): void {
    if (this.#isStopped) return connection.shutDown();
    this.#open.add(connection);
    this.#clock ??= setInterval(() => this.tick(Date.now()), TICK_MS);
    const own = this.#ofUser.get(connection.viewerId) ?? new Set();
    this.#ofUser.set(connection.viewerId, own.add(connection));
    if (own.size > this.#perUserMax) own.values().next().value!.crowdOut();
  }

  remove(connection: LiveConnection): void {
    this.#open.delete(connection);
    const own = this.#ofUser.get(connection.viewerId);
    own?.delete(connection);
    if (own?.size === 0) this.#ofUser.delete(connection.viewerId);
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
