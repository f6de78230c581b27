import type { Quota, RateLimitResult, RateLimitStore } from "./windows.ts";
import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import { once } from "../once.ts";

const BYTES_MAX = 16 * 1024 ** 2;
const EXCHANGE_MS = 500;
const KEYS_PER_EXCHANGE = 500;
/** Below this share of a limit, an instance does not report a key to the others. */
const UNTOLD_SHARE = 0.1;

/** The uses of a key, as far as this instance knows them. */
interface Tally {
  windowMs: number;
  /** The number of the window since 1970. */
  window: number;
  /** All uses in the window before, as far as instances have reported them. */
  previous: number;
  /** The uses of all instances in this window, at the last exchange. */
  told: number;
  /** The uses in this instance since then. */
  untold: number;
}

/**
 * Limits that cost a request nothing: each instance counts in memory, and exchanges the counts of
 * busy keys twice a second. Two fixed windows, weighted by time, approximate a sliding one. Each
 * other instance can exceed a limit by a tenth of it, and by its requests of half a second.
 */
export class SharedCounters implements AsyncDisposable {
  readonly #tallies = new LRUCache<string, Tally>(byteBound(BYTES_MAX));
  readonly #busy = new Map<string, Tally>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #exchanging: Promise<void> = Promise.resolve();

  constructor(
    readonly uses: RateLimitStore,
    readonly now: () => number,
    readonly onFailure: (error: unknown) => void,
  ) {}

  /** Counts uses of the key if there is room for all of them. */
  count(quota: Quota, uses = 1): RateLimitResult {
    const { key, limit, windowMs } = quota;
    const now = this.now();
    const tally = this.#tallyOf(key, windowMs, Math.floor(now / windowMs));
    const passed = now % windowMs;
    const current = tally.told + tally.untold;
    const used = tally.previous * (1 - passed / windowMs) + current;
    if (used + uses > limit) {
      const resetMs = msUntilRoom(tally.previous, current, limit - uses, passed, windowMs);
      return { isAllowed: false, statuses: [{ limit, remaining: 0, resetMs }] };
    }
    tally.untold += uses;
    if (current + uses >= limit * UNTOLD_SHARE) this.#tellLater(key, tally);
    const remaining = Math.floor(limit - used - uses);
    return { isAllowed: true, statuses: [{ limit, remaining, resetMs: windowMs - passed }] };
  }

  /** Reports the counts of this instance and reads the totals of all instances. */
  exchange(): Promise<void> {
    return this.#exchanging = this.#exchanging.then(() => this.#exchangeNow());
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#busy.clear();
    await this.#exchanging;
  });

  #tallyOf(key: string, windowMs: number, window: number): Tally {
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { windowMs, window, previous: 0, told: 0, untold: 0 };
      this.#tallies.set(key, tally);
    }
    if (tally.window !== window) {
      tally.previous = tally.window === window - 1 ? tally.told + tally.untold : 0;
      tally.told = tally.untold = 0;
      tally.window = window;
    }
    return tally;
  }

  #tellLater(key: string, tally: Tally): void {
    this.#busy.set(key, tally);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.exchange();
    }, EXCHANGE_MS);
  }

  async #exchangeNow(): Promise<void> {
    const busy = [...this.#busy];
    this.#busy.clear();
    for (let at = 0; at < busy.length; at += KEYS_PER_EXCHANGE) {
      const told = busy.slice(at, at + KEYS_PER_EXCHANGE)
        .map(([key, tally]) => ({ key, tally, window: tally.window, by: tally.untold }));
      try {
        const totals = await this.uses.add(told.map(({ key, tally, window, by }) => ({
          key: `${key}:${window}`,
          by,
          lifeMs: 2 * tally.windowMs,
        })));
        for (const [index, { tally, window, by }] of told.entries()) {
          if (tally.window !== window) continue;
          tally.told = totals[index]!;
          tally.untold -= by;
        }
      } catch (error) {
        // Unreported uses stay counted here; the next use of the key reports them.
        this.onFailure(error);
        return;
      }
    }
  }
}

/** Returns the milliseconds until no more than `room` is used, in this window or in the next. */
function msUntilRoom(
  previous: number,
  current: number,
  room: number,
  passed: number,
  windowMs: number,
): number {
  if (current <= room) return (1 - (room - current) / previous) * windowMs - passed;
  return windowMs - passed + (1 - room / current) * windowMs;
}
