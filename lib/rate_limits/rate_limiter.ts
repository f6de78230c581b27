import { within } from "../deadline.ts";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";
import { SharedCounters } from "./shared_counters.ts";
import type { Quota, RateLimitResult, RateLimitStore } from "./windows.ts";
import { openMemoryRateLimits } from "./memory.ts";

const DEADLINE_MS = 150;
/** How long nobody waits for Redis after it has failed. */
const DEGRADED_MS = 1000;

/** A quota, and the stricter limit that each instance keeps while it cannot ask the others. */
export interface StrictQuota extends Quota {
  degradedLimit: number;
}

/** A use that may be taken back. */
export interface Consumed extends RateLimitResult {
  /** Makes the use undone, as far as Redis can be reached. */
  refund(): Promise<void>;
}

/** Opens the limits of this instance; the log is told when they are not shared any more. */
export function openRateLimiter(
  uses: RateLimitStore,
  log: Log,
  now: () => number = Date.now,
): RateLimiter {
  // Without the cause: the messages of the driver hold keys, and so addresses.
  const onDegraded = (error: unknown) => {
    const reason = error instanceof Error ? error.message : "unknown";
    log.warn("limits are not shared with other instances", { reason });
  };
  return new RateLimiter(uses, { now, onDegraded });
}

/** What is limited across all instances: exactly, by asking Redis, or nearly, at no cost. */
export class RateLimiter implements AsyncDisposable {
  readonly #uses: RateLimitStore;
  readonly #own: RateLimitStore;
  readonly #counters: SharedCounters;
  readonly #now: () => number;
  readonly #onDegraded: (error: unknown) => void;
  #degradedUntil = 0;

  constructor(
    uses: RateLimitStore,
    options: { now?: () => number; onDegraded?: (error: unknown) => void } = {},
  ) {
    const { now = Date.now, onDegraded = () => {} } = options;
    this.#uses = uses;
    this.#now = now;
    this.#own = openMemoryRateLimits({ now });
    this.#onDegraded = onDegraded;
    this.#counters = new SharedCounters(uses, now, (error) => this.#degrade(error));
  }

  /** Whether this instance keeps its limits without the others. */
  get isDegraded(): boolean {
    return this.#now() < this.#degradedUntil;
  }

  /** Counts uses, all or none, nearly exactly and without asking anybody. */
  count(quota: Quota, uses = 1): RateLimitResult {
    return this.#counters.count(quota, uses);
  }

  /** Takes a use of all quotas, or of none, exactly, in one round trip to Redis. */
  async consume(quotas: readonly StrictQuota[]): Promise<Consumed> {
    const use = { id: crypto.randomUUID(), at: this.#now() };
    const keys = quotas.map(({ key }) => key);
    if (!this.isDegraded) {
      try {
        const spending = await within(DEADLINE_MS, this.#uses.consume(quotas, use));
        return { ...spending, refund: () => this.#tell(this.#uses.refund(keys, use.id)) };
      } catch (error) {
        this.#degrade(error);
      }
    }
    const strict = quotas.map((quota) => ({ ...quota, limit: quota.degradedLimit }));
    const spending = await this.#own.consume(strict, use);
    return { ...spending, refund: () => this.#own.refund(keys, use.id) };
  }

  /** Forgets what was used of these keys. */
  async forget(keys: readonly string[]): Promise<void> {
    await this.#own.forget(keys);
    await this.#tell(this.#uses.forget(keys));
  }

  /** Tells the other instances at once what `count` has counted. */
  exchange(): Promise<void> {
    return this.#counters.exchange();
  }

  readonly [Symbol.asyncDispose] = once(async () => {
    await this.#counters[Symbol.asyncDispose]();
  });

  async #tell(command: Promise<void>): Promise<void> {
    await within(DEADLINE_MS, command).catch((error) => this.#degrade(error));
  }

  #degrade(error: unknown): void {
    const wasAlone = this.isDegraded;
    this.#degradedUntil = this.#now() + DEGRADED_MS;
    if (!wasAlone) this.#onDegraded(error);
  }
}
