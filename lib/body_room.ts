import { AppError, RateLimited } from "./errors.ts";
import { once } from "./once.ts";

/** How much of requests' bodies is in memory at once, in bytes. */
export interface BodyRoomLimits {
  bytesMax: number;
  /** Of one asker, such as an account or a network; null where nobody has a bound of their own. */
  perAskerMax: number | null;
}

/** What a body that has hardly begun costs: its request, and its stream where many share a connection. */
const BYTES_MIN = 64 * 1024;
const RETRY_MS = 2000;

/**
 * The room for bodies that are read whole. Connections are no bound for them: over one of HTTP/2 come
 * 200 requests, and a body may come slowly.
 */
export class BodyRoom {
  readonly #limits: BodyRoomLimits;
  readonly #taken = new Map<string, number>();
  #allTaken = 0;

  constructor(limits: BodyRoomLimits) {
    this.#limits = limits;
  }

  /** The bytes that all bodies take now. */
  get taken(): number {
    return this.#allTaken;
  }

  /** A place for a body. Throws `rate_limited` where its asker has too much here, or `unavailable`. */
  enter(asker: string): BodyPlace {
    const place = new BodyPlace((bytes) => this.#take(asker, bytes));
    place.reserve(BYTES_MIN);
    return place;
  }

  #take(asker: string, bytes: number): void {
    const { bytesMax, perAskerMax } = this.#limits;
    const own = (this.#taken.get(asker) ?? 0) + bytes;
    if (bytes > 0 && perAskerMax !== null && own > perAskerMax) {
      throw new RateLimited(RETRY_MS, "You send too much at once: wait for some of it to be taken");
    }
    if (bytes > 0 && this.#allTaken + bytes > bytesMax) {
      throw new AppError("unavailable", "Too much is sent at once; try again");
    }
    this.#allTaken += bytes;
    if (own > 0) this.#taken.set(asker, own);
    else this.#taken.delete(asker);
  }
}

/** The place of one body. */
export class BodyPlace implements Disposable {
  readonly #take: (bytes: number) => void;
  #bytes = 0;

  constructor(take: (bytes: number) => void) {
    this.#take = take;
  }

  /** Sees that there is room for so many bytes of the body; throws where there is none. */
  reserve(bytes: number): void {
    if (bytes <= this.#bytes) return;
    this.#take(bytes - this.#bytes);
    this.#bytes = bytes;
  }

  readonly [Symbol.dispose] = once(() => this.#take(-this.#bytes));
}
