import { AppError, RateLimited } from "../errors.ts";
import { once } from "../once.ts";

/** How many bytes of request bodies may be in memory at once. */
export interface BodyRoomLimits {
  bytesMax: number;
  /** The part of one asker, such as an account or a network; null for no such limit. */
  perAskerMax: number | null;
}

/** The memory of a body without bytes: its request, and its stream of HTTP/2. */
const BYTES_MIN = 64 * 1024;
const RETRY_MS = 2000;
/** A body that has arrived for so long may have to make room for others. */
const UNDISTURBED_MS = 5000;

/**
 * Bounds the memory of bodies that are read whole. Limits of connections do not: one connection of
 * HTTP/2 carries 200 requests. If the room is full, the bodies that have arrived for longest are
 * ended, so nobody can shut others out by being slow.
 */
export class BodyRoom {
  readonly #limits: BodyRoomLimits;
  readonly #now: () => number;
  readonly #taken = new Map<string, number>();
  /** Places of incomplete bodies and the times of their entry, the oldest first. */
  readonly #arriving = new Map<BodyPlace, number>();
  #allTaken = 0;

  constructor(limits: BodyRoomLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** The bytes of all bodies in the room. */
  get taken(): number {
    return this.#allTaken;
  }

  /** Returns a place for a body. Throws `rate_limited` if its asker has too much here, or `unavailable`. */
  enter(asker: string): BodyPlace {
    const place: BodyPlace = new BodyPlace({
      take: (bytes) => this.#take(asker, bytes),
      onWhole: () => this.#arriving.delete(place),
    });
    place.reserve(BYTES_MIN);
    this.#arriving.set(place, this.#now());
    return place;
  }

  #take(asker: string, bytes: number): void {
    const { bytesMax, perAskerMax } = this.#limits;
    if (bytes > 0) {
      if (perAskerMax !== null && (this.#taken.get(asker) ?? 0) + bytes > perAskerMax) {
        const message = "You are sending too much data at once. Wait for some requests to finish.";
        throw new RateLimited(RETRY_MS, message);
      }
      if (this.#allTaken + bytes > bytesMax) this.#makeRoom(bytesMax - bytes);
    }
    const own = (this.#taken.get(asker) ?? 0) + bytes;
    this.#allTaken += bytes;
    if (own > 0) this.#taken.set(asker, own);
    else this.#taken.delete(asker);
  }

  #makeRoom(takenMax: number): void {
    const before = this.#now() - UNDISTURBED_MS;
    for (const [place, since] of this.#arriving) {
      if (this.#allTaken <= takenMax || since > before) break;
      place.end();
    }
    if (this.#allTaken > takenMax) throw tooMuch();
  }
}

/** The messages of a place to its room. */
interface PlaceEvents {
  take(bytes: number): void;
  onWhole(): void;
}

/** The place of one body. */
export class BodyPlace implements Disposable {
  readonly #events: PlaceEvents;
  readonly #ended = new AbortController();
  #bytes = 0;

  constructor(events: PlaceEvents) {
    this.#events = events;
  }

  /** Aborts if the body has to make room for others. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Reserves room for the first `bytes` bytes of the body. Throws `unavailable` if there is none. */
  reserve(bytes: number): void {
    if (this.ended.aborted) throw tooMuch();
    const more = bytes - this.#bytes;
    if (more <= 0) return;
    this.#events.take(more);
    if (this.ended.aborted) {
      // This body was the oldest one, so it was ended to make room for itself.
      this.#events.take(-more);
      throw tooMuch();
    }
    this.#bytes = bytes;
  }

  /** Marks the body as complete, so that it never has to make room. Throws if it was ended before. */
  fill(): void {
    if (this.ended.aborted) throw tooMuch();
    this.#events.onWhole();
  }

  /** Ends a body that takes too long while others wait. */
  end(): void {
    this.#ended.abort();
    this[Symbol.dispose]();
  }

  readonly [Symbol.dispose] = once(() => {
    this.#events.onWhole();
    this.#events.take(-this.#bytes);
  });
}

function tooMuch(): AppError {
  return new AppError("unavailable", "The server is receiving too much data. Try again.");
}
