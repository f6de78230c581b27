/** How many uses a key may have in any time span of `windowMs` milliseconds. */
export interface Quota {
  key: string;
  limit: number;
  windowMs: number;
}

/** The state of a quota, as clients see it. */
export interface RateLimitStatus {
  limit: number;
  remaining: number;
  /** Milliseconds until there is room again, or more room. */
  resetMs: number;
}

/** Whether a use is allowed, and the state of each of its quotas. */
export interface RateLimitResult {
  isAllowed: boolean;
  statuses: RateLimitStatus[];
}

/** One use: its id, and its time in milliseconds since 1970. */
export interface Use {
  id: string;
  at: number;
}

/** A number to add to a plain counter, which lives for `lifeMs` milliseconds after its first use. */
export interface Addition {
  key: string;
  by: number;
  lifeMs: number;
}

/** Stores recent uses by key. Like a cache, it may lose them. */
export interface RateLimitStore {
  /**
   * Records a use under all quotas, or under none if one of them has no room. The store keeps the
   * time of each use, so no time span of a window's length ever holds more uses than the limit.
   */
  consume(quotas: readonly Quota[], use: Use): Promise<RateLimitResult>;
  /** Gives back one use of these keys. */
  refund(keys: readonly string[], id: string): Promise<void>;
  /** Forgets all uses of these keys. */
  forget(keys: readonly string[]): Promise<void>;
  /** Adds to counters and returns the new total of each. */
  add(additions: readonly Addition[]): Promise<number[]>;
}

/** Returns the state of a quota after `used` uses. The use that makes room next was at `freesAt`. */
export function statusOf(
  { limit, windowMs }: Quota,
  used: number,
  freesAt: number,
  now: number,
): RateLimitStatus {
  return {
    limit,
    remaining: Math.max(0, limit - used),
    resetMs: Math.max(0, freesAt + windowMs - now),
  };
}
