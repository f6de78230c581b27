/** How often something may be done within any stretch of time of one length. */
export interface Quota {
  key: string;
  limit: number;
  windowMs: number;
}

/** How a quota stands. */
export interface RateLimitStatus {
  limit: number;
  remaining: number;
  /** When there is room again, or more of it, from now. */
  resetMs: number;
}

/** Whether something may be done, and how each of its quotas stands. */
export interface RateLimitResult {
  isAllowed: boolean;
  statuses: RateLimitStatus[];
}

/** Something that is done: its name, and when, in milliseconds since 1970. */
export interface Use {
  id: string;
  at: number;
}

/** More of a plain counter that lives for some time after its first use. */
export interface Addition {
  key: string;
  by: number;
  lifeMs: number;
}

/** What was done lately, by key: the memory of limits. It may be lost like everything in a cache. */
export interface RateLimitStore {
  /**
   * Notes a use under all quotas, or under none where one of them has no room. Each use is
   * remembered by its time, so no stretch of a window's length ever holds more than the limit.
   */
  consume(quotas: readonly Quota[], use: Use): Promise<RateLimitResult>;
  /** Makes a use of these keys undone. */
  refund(keys: readonly string[], id: string): Promise<void>;
  /** Forgets all uses of these keys. */
  forget(keys: readonly string[]): Promise<void>;
  /** Adds to counters and answers what each has come to. */
  add(additions: readonly Addition[]): Promise<number[]>;
}

/** How a quota stands after so many uses, of which the one that makes room next was at `freesAt`. */
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
