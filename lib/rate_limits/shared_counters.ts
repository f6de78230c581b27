import type { Quota, RateLimitResult, RateLimitStore } from "./windows.ts";
import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import { within } from "../deadline.ts";
import { once } from "../once.ts";

const BYTES_MAX = 16 * 1024 ** 2;
const EXCHANGE_MS = 500;
/** If Redis takes longer, in milliseconds, this instance counts by itself. */
const DEADLINE_MS = 150;
const KEYS_PER_EXCHANGE = 500;
/** Below this share of a limit, an instance does not report a key to the others. */
const UNTOLD_SHARE = 0.1;

/** A use that waits for the total of all instances. */
interface WaitingUse {
  quota: Quota;
  uses: number;
  done: PromiseWithResolvers<RateLimitResult>;
}

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
  /** Uses that wait for the common number; null while no one asks for it. */
  waiting: WaitingUse[] | null;
}

/**
 * Limits that cost most requests nothing: each instance counts in memory, and exchanges the counts
 * of busy keys twice a second. Two fixed windows, weighted by time, approximate a sliding one. In a
 * burst, uses wait for the total of all instances after each tenth of the limit, in one round trip
 * for all that wait. Each instance can exceed a limit by a tenth of it.
 */
export class SharedCounters implements AsyncDisposable {
  readonly #tallies = new LRUCache<string, Tally>(byteBound(BYTES_MAX));
  readonly #busy = new Map<string, Tally>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #exchanging: Promise<void> = Promise.resolve();
  readonly #asking = new Set<Promise<void>>();

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

  /** Counts uses of the key if there is room for all of them in all instances together. */
  countShared(quota: Quota, uses = 1): RateLimitResult | Promise<RateLimitResult> {
    const { key, limit, windowMs } = quota;
    const tally = this.#tallyOf(key, windowMs, Math.floor(this.now() / windowMs));
    const isLittle = tally.untold + uses <= limit * UNTOLD_SHARE;
    if (tally.waiting === null && isLittle) return this.count(quota, uses);
    const done = Promise.withResolvers<RateLimitResult>();
    const isAsking = tally.waiting !== null;
    (tally.waiting ??= []).push({ quota, uses, done });
    if (!isAsking) {
      const asking = this.#ask(key, tally).finally(() => this.#asking.delete(asking));
      this.#asking.add(asking);
    }
    return done.promise;
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
    await Promise.all(this.#asking);
  });

  #tallyOf(key: string, windowMs: number, window: number): Tally {
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { windowMs, window, previous: 0, told: 0, untold: 0, waiting: null };
      this.#tallies.set(key, tally);
    }
    if (tally.window !== window) {
      tally.previous = tally.window === window - 1 ? tally.told + tally.untold : 0;
      tally.told = tally.untold = 0;
      tally.window = window;
    }
    return tally;
  }

  /** Counts the uses that wait, each time all that have arrived together. */
  async #ask(key: string, tally: Tally): Promise<void> {
    // An exchange that runs must not report the same uses.
    await this.#exchanging;
    while (tally.waiting!.length > 0) {
      const batch = tally.waiting!;
      tally.waiting = [];
      await this.#askFor(key, tally, batch).catch((error) => {
        this.onFailure(error);
        for (const { quota, uses, done } of batch) done.resolve(this.count(quota, uses));
      });
    }
    tally.waiting = null;
  }

  async #askFor(key: string, tally: Tally, batch: readonly WaitingUse[]): Promise<void> {
    const { window, windowMs, previous, untold } = tally;
    const add = async (by: number) => {
      const [total] = await this.uses.add([{ key: `${key}:${window}`, by, lifeMs: 2 * windowMs }]);
      if (tally.window === window) tally.told = total!;
      return total!;
    };
    const wanted = batch.reduce((sum, { uses }) => sum + uses, 0);
    let total = await within(DEADLINE_MS, add(untold + wanted));
    if (tally.window === window) tally.untold -= untold;
    // The window may have ended while the uses waited.
    const passed = this.now() - window * windowMs;
    const before = previous * Math.max(0, 1 - passed / windowMs);
    let refused = 0;
    for (const { quota: { limit }, uses, done } of batch.toReversed()) {
      const remaining = Math.floor(limit - before - total);
      const isAllowed = remaining >= 0;
      if (!isAllowed) [total, refused] = [total - uses, refused + uses];
      const resetMs = isAllowed
        ? Math.max(0, windowMs - passed)
        : msUntilRoom(previous, total, limit - uses, passed, windowMs);
      done.resolve({
        isAllowed,
        statuses: [{ limit, remaining: Math.max(0, remaining), resetMs }],
      });
    }
    // All uses have their result: a failure must not count them again.
    if (refused > 0) await within(DEADLINE_MS, add(-refused)).catch(this.onFailure);
  }

  #tellLater(key: string, tally: Tally): void {
    this.#busy.set(key, tally);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.exchange();
    }, EXCHANGE_MS);
  }

  async #exchangeNow(): Promise<void> {
    // The uses that wait for a key report its count as well.
    const busy = [...this.#busy].filter(([, tally]) => tally.waiting === null);
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
