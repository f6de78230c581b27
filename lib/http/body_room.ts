import { AppError, RateLimited } from "../errors.ts";
import { once } from "../once.ts";

/** How much of requests' bodies is in memory at once, in bytes. */
export interface BodyRoomLimits {
  bytesMax: number;
  /** Of one asker, such as an account or a network; null where nobody has a bound of their own. */
  perAskerMax: number | null;
}

/** What a body that has hardly begun costs: its request, and its stream where many share a connection. */
const BYTES_MIN = 64 * 1024;
const RETRY_MS = 2000;
/** How long a body may come before it makes room for others where there is none. */
const UNDISTURBED_MS = 5000;

/**
 * The room for bodies that are read whole. Connections are no bound for them: over one of HTTP/2 come
 * 200 requests, and a body may come slowly. Where the room is full, those that come for longest make
 * room, so that nobody keeps others out by being slow.
 */
export class BodyRoom {
  readonly #limits: BodyRoomLimits;
  readonly #now: () => number;
  readonly #taken = new Map<string, number>();
  /** Places of bodies that are not whole yet, the oldest first. */
  readonly #arriving = new Map<BodyPlace, number>();
  #allTaken = 0;

  constructor(limits: BodyRoomLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** The bytes that all bodies take now. */
  get taken(): number {
    return this.#allTaken;
  }

  /** A place for a body. Throws `rate_limited` where its asker has too much here, or `unavailable`. */
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
        const message = "You send too much at once: wait for some of it to be taken";
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

/** What a place tells its room. */
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

  /** Aborts when the body has to make room for others. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Sees that there is room for so many bytes of the body; throws where there is none. */
  reserve(bytes: number): void {
    if (this.ended.aborted) throw tooMuch();
    const more = bytes - this.#bytes;
    if (more <= 0) return;
    this.#events.take(more);
    if (this.ended.aborted) {
      // It came for longer than all others, and made room for itself.
      this.#events.take(-more);
      throw tooMuch();
    }
    this.#bytes = bytes;
  }

  /** The body is whole: nothing ends it any more. */
  fill(): void {
    if (this.ended.aborted) throw tooMuch();
    this.#events.onWhole();
  }

  /** Ends a body that comes for too long while others wait. */
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
  return new AppError("unavailable", "Too much is sent at once; try again");
}
