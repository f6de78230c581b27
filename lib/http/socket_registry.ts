import { AppError, RateLimited } from "../errors.ts";
import { once } from "../once.ts";

/** An open WebSocket or event stream. */
export interface LiveConnection {
  readonly viewerId: string;
  /** Called once a second with the time: one timer for all connections is cheaper than one each. */
  tick(now: number): void;
  /** Ends the connection because the program stops. */
  shutDown(): void;
  /** Ends the connection because its user has opened too many newer ones. */
  crowdOut(): void;
}

const TICK_MS = 1000;
/** A user may hold so many times more places than open connections: clients may be slow to close. */
const HELD_TIMES = 2;
const HELD_RETRY_MS = 60_000;

/** Tracks the open connections of this process and limits the number of each user. */
export class SocketRegistry implements Disposable {
  readonly #perUserMax: number;
  readonly #onOpen: (userId: string) => Disposable;
  readonly #open = new Map<LiveConnection, Disposable>();
  /** The connections of each user, the oldest first. */
  readonly #ofUser = new Map<string, Set<LiveConnection>>();
  /** The number of held places of each user. */
  readonly #held = new Map<string, number>();
  #clock: ReturnType<typeof setInterval> | undefined;
  #isStopped = false;
  /** The most connections that may be open at once. */
  max = Infinity;

  /** `onOpen` is called at each connection; its result is disposed when the connection ends. */
  constructor(
    { perUserMax, onOpen }: { perUserMax: number; onOpen: (userId: string) => Disposable },
  ) {
    this.#perUserMax = perUserMax;
    this.#onOpen = onOpen;
  }

  /** Throws `unavailable` if there is no room for another connection. */
  requireRoom(): void {
    if (this.#open.size < this.max) return;
    throw new AppError("unavailable", "Too many live connections are open. Try again later.");
  }

  /**
   * Holds a place for a connection until its client is gone. A connection that was ended keeps its
   * place while its client ignores that. Throws `rate_limited` if the user holds too many places.
   */
  hold(userId: string): Disposable {
    const held = this.#held.get(userId) ?? 0;
    if (held >= HELD_TIMES * this.#perUserMax) {
      throw new RateLimited(
        HELD_RETRY_MS,
        "You have too many open connections. Close some of them.",
      );
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
   * Adds a connection. If its user has too many, the oldest one is ended: its device may be long
   * gone. A program that is stopping shuts the new connection down at once.
   */
  add(connection: LiveConnection): void {
    if (this.#isStopped) return connection.shutDown();
    this.#open.set(connection, this.#onOpen(connection.viewerId));
    this.#clock ??= setInterval(() => this.tick(Date.now()), TICK_MS);
    const own = this.#ofUser.get(connection.viewerId) ?? new Set();
    this.#ofUser.set(connection.viewerId, own.add(connection));
    if (own.size > this.#perUserMax) own.values().next().value!.crowdOut();
  }

  remove(connection: LiveConnection): void {
    this.#open.get(connection)?.[Symbol.dispose]();
    this.#open.delete(connection);
    const own = this.#ofUser.get(connection.viewerId);
    own?.delete(connection);
    if (own?.size === 0) this.#ofUser.delete(connection.viewerId);
    if (this.#open.size > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** Gives every connection the time. */
  tick(now: number): void {
    for (const connection of this.#open.keys()) connection.tick(now);
  }

  /** Shuts all connections down and accepts no more. */
  closeAll(): void {
    this.#isStopped = true;
    for (const connection of [...this.#open.keys()]) connection.shutDown();
  }

  get size(): number {
    return this.#open.size;
  }

  readonly [Symbol.dispose] = once(() => {
    this.closeAll();
    clearInterval(this.#clock);
  });
}
