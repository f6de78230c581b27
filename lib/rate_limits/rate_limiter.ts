import { within } from "../deadline.ts";
import type { Log } from "../log/log.ts";
import { once } from "../once.ts";
import { SharedCounters } from "./shared_counters.ts";
import type { Quota, Spending, Uses } from "./windows.ts";
import { openMemoryUses } from "./memory.ts";

const DEADLINE_MS = 150;
/** How long nobody waits for Redis after it has failed. */
const ALONE_MS = 1000;

/** A quota, and the stricter limit that each instance keeps while it cannot ask the others. */
export interface StrictQuota extends Quota {
  alone: number;
}

/** A use that may be taken back. */
export interface Spent extends Spending {
  /** Makes the use undone, as far as Redis can be reached. */
  giveBack(): Promise<void>;
}

/** Opens the limits of this instance; the log is told when they are not shared any more. */
export function openRateLimiter(uses: Uses, log: Log, now: () => number = Date.now): RateLimiter {
  // Without the cause: the messages of the driver hold keys, and so addresses.
  const onAlone = (error: unknown) => {
    const reason = error instanceof Error ? error.message : "unknown";
    log.warn("limits are not shared with other instances", { reason });
  };
  return new RateLimiter(uses, { now, onAlone });
}

/** What is limited across all instances: exactly, by asking Redis, or nearly, at no cost. */
export class RateLimiter implements AsyncDisposable {
  readonly #uses: Uses;
  readonly #own: Uses;
  readonly #counters: SharedCounters;
  readonly #now: () => number;
  readonly #onAlone: (error: unknown) => void;
  #aloneUntil = 0;

  constructor(
    uses: Uses,
    options: { now?: () => number; onAlone?: (error: unknown) => void } = {},
  ) {
    const { now = Date.now, onAlone = () => {} } = options;
    this.#uses = uses;
    this.#now = now;
    this.#own = openMemoryUses({ now });
    this.#onAlone = onAlone;
    this.#counters = new SharedCounters(uses, now, (error) => this.#goAlone(error));
  }

  /** Whether this instance keeps its limits without the others. */
  get isAlone(): boolean {
    return this.#now() < this.#aloneUntil;
  }

  /** Counts uses, all or none, nearly exactly and without asking anybody. */
  count(quota: Quota, uses = 1): Spending {
    return this.#counters.count(quota, uses);
  }

  /** Takes a use of all quotas, or of none, exactly, in one round trip to Redis. */
  async spend(quotas: readonly StrictQuota[]): Promise<Spent> {
    const use = { id: crypto.randomUUID(), at: this.#now() };
    const keys = quotas.map(({ key }) => key);
    if (!this.isAlone) {
      try {
        const spending = await within(DEADLINE_MS, this.#uses.spend(quotas, use));
        return { ...spending, giveBack: () => this.#tell(this.#uses.giveBack(keys, use.id)) };
      } catch (error) {
        this.#goAlone(error);
      }
    }
    const strict = quotas.map((quota) => ({ ...quota, limit: quota.alone }));
    const spending = await this.#own.spend(strict, use);
    return { ...spending, giveBack: () => this.#own.giveBack(keys, use.id) };
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
    await within(DEADLINE_MS, command).catch((error) => this.#goAlone(error));
  }

  #goAlone(error: unknown): void {
    const wasAlone = this.isAlone;
    this.#aloneUntil = this.#now() + ALONE_MS;
    if (!wasAlone) this.#onAlone(error);
  }
}
