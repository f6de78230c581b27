import type { RateLimitStore } from "../rate_limits/windows.ts";

/**
 * Stores short-lived text that may be lost at any time; correctness never depends on it. Throws
 * `unavailable` if the cache cannot be reached.
 */
export interface Redis extends AsyncDisposable {
  get(key: string): Promise<string | null>;
  /** Stores a value for `seconds`, which may be a fraction, and replaces any other. */
  set(key: string, value: string, seconds: number): Promise<void>;
  /** Returns and removes the value in one step: only one of two callers gets it. */
  take(key: string): Promise<string | null>;
  /** Stores the value unless the key exists. Returns whether it was stored. */
  add(key: string, value: string, seconds: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** The store of the rate limits. */
  readonly rateLimits: RateLimitStore;
  /** Throws if the cache cannot be reached. */
  ping(): Promise<void>;
}
