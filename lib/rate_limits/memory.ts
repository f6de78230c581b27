import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import { type Quota, type RateLimitStore, statusOf, type Use } from "./windows.ts";

const BYTES_MAX = 16 * 1024 ** 2;

interface Counter {
  total: number;
  expiresAt: number;
}

/** Opens a store in the memory of this process. It is bounded and drops the least recently used key. */
export function openMemoryRateLimits(
  options: { bytesMax?: number; now?: () => number } = {},
): RateLimitStore {
  const { bytesMax = BYTES_MAX, now = Date.now } = options;
  const logs = new LRUCache<string, Use[]>(byteBound(bytesMax));
  const counters = new LRUCache<string, Counter>(byteBound(bytesMax));
  const recent = ({ key, windowMs }: Quota, at: number): Use[] =>
    (logs.get(key) ?? []).filter((use) => use.at > at - windowMs);

  // Each method runs without an `await`, so two requests cannot both take the last place.
  return {
    consume(quotas, use) {
      const uses = quotas.map((quota) => recent(quota, use.at));
      const isAllowed = quotas.every(({ limit }, index) => uses[index]!.length < limit);
      const statuses = quotas.map((quota, index) => {
        const log = uses[index]!;
        if (isAllowed) log.push(use);
        logs.set(quota.key, log);
        const freesAt = log[Math.max(0, log.length - quota.limit)]?.at ?? use.at;
        return statusOf(quota, log.length, freesAt, use.at);
      });
      return Promise.resolve({ isAllowed, statuses });
    },
    refund(keys, id) {
      for (const key of keys) logs.set(key, (logs.get(key) ?? []).filter((use) => use.id !== id));
      return Promise.resolve();
    },
    forget(keys) {
      for (const key of keys) logs.delete(key);
      return Promise.resolve();
    },
    add(additions) {
      return Promise.resolve(additions.map(({ key, by, lifeMs }) => {
        const kept = counters.get(key);
        const isLiving = kept !== undefined && kept.expiresAt > now();
        const counter = isLiving ? kept : { total: 0, expiresAt: now() + lifeMs };
        counter.total += by;
        counters.set(key, counter);
        return counter.total;
      }));
    },
  };
}
