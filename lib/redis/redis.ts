import type { RateLimitStore } from "../rate_limits/windows.ts";

/**
 * Short-lived text that may be lost at any time. Nothing is correct only because of what is in
 * here. A cache that cannot be reached throws `unavailable`.
 */
export interface Redis extends AsyncDisposable {
  get(key: string): Promise<string | null>;
  /** Keeps the value for `seconds` (a fraction is fine), instead of any other. */
  set(key: string, value: string, seconds: number): Promise<void>;
  /** The value, removed in the same step: of two takers only one gets it. */
  take(key: string): Promise<string | null>;
  /** Keeps the value unless there is one; whether it was kept. */
  add(key: string, value: string, seconds: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** What limits remember. */
  readonly rateLimits: RateLimitStore;
  /** Fails if the cache cannot be reached. */
  ping(): Promise<void>;
}
