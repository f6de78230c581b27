import { within } from "../deadline.ts";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";
import { SharedCounters } from "./shared_counters.ts";
import type { Quota, RateLimitResult, RateLimitStore } from "./windows.ts";
import { openMemoryRateLimits } from "./memory.ts";

const DEADLINE_MS = 150;
/** After a failure of Redis, nobody waits for it for so long. */
const DEGRADED_MS = 1000;

/** A quota, with the stricter limit that each instance applies while Redis is unreachable. */
export interface StrictQuota extends Quota {
  degradedLimit: number;
}

/** The result of a use that can be refunded. */
export interface Consumed extends RateLimitResult {
  /** Gives the use back, if Redis is reachable. */
  refund(): Promise<void>;
}

/** Opens the limits of this instance. A warning is logged when they stop being shared. */
export function openRateLimiter(
  uses: RateLimitStore,
  log: Log,
  now: () => number = Date.now,
): RateLimiter {
  // Not the cause: messages of the driver hold keys, and keys hold addresses.
  const onDegraded = (error: unknown) => {
    const reason = error instanceof Error ? error.message : "unknown";
    log.warn("limits are not shared with other instances", { reason });
  };
  return new RateLimiter(uses, { now, onDegraded });
}

/** Limits that all instances share: exact ones ask Redis, approximate ones cost a request nothing. */
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

  /** Whether this instance applies its limits alone, because Redis has failed. */
  get isDegraded(): boolean {
    return this.#now() < this.#degradedUntil;
  }

  /** Counts all uses or none, approximately and without a request to Redis. */
  count(quota: Quota, uses = 1): RateLimitResult {
    return this.#counters.count(quota, uses);
  }

  /** Counts uses, all or none. A burst also counts the uses in all other instances. */
  countShared(quota: Quota, uses = 1): RateLimitResult | Promise<RateLimitResult> {
    return this.isDegraded ? this.count(quota, uses) : this.#counters.countShared(quota, uses);
  }

  /** Counts a use under all quotas or under none: exactly, in one round trip to Redis. */
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

  /** Forgets all uses of these keys. */
  async forget(keys: readonly string[]): Promise<void> {
    await this.#own.forget(keys);
    await this.#tell(this.#uses.forget(keys));
  }

  /** Sends the counts of `count` to the other instances at once. */
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
