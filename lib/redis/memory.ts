import { LRUCache } from "lru-cache";
import { byteBound } from "../byte_bound.ts";
import type { Redis } from "./redis.ts";
import { once } from "../once.ts";
import { openMemoryRateLimits } from "../rate_limits/memory.ts";

const BYTES_MAX = 16 * 1024 ** 2;

interface Entry {
  value: string;
  expiresAt: number;
}

/** A cache in this process. It is bounded and drops the least recently used entry first. */
export function openMemoryRedis(
  options: { bytesMax?: number; now?: () => number } = {},
): Redis {
  const { bytesMax = BYTES_MAX, now = Date.now } = options;
  const entries = new LRUCache<string, Entry>(byteBound(bytesMax));
  const find = (key: string): string | null => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt > now()) return entry.value;
    entries.delete(key);
    return null;
  };
  const keep = (key: string, value: string, seconds: number) =>
    void entries.set(key, { value, expiresAt: now() + seconds * 1000 });

  // Each step runs without interruption, which makes `take` and `add` atomic.
  return {
    get: (key) => Promise.resolve(find(key)),
    set: (key, value, seconds) => Promise.resolve(keep(key, value, seconds)),
    take(key) {
      const value = find(key);
      entries.delete(key);
      return Promise.resolve(value);
    },
    add(key, value, seconds) {
      const absent = find(key) === null;
      if (absent) keep(key, value, seconds);
      return Promise.resolve(absent);
    },
    rateLimits: openMemoryRateLimits({ bytesMax, now }),
    delete: (key) => Promise.resolve(void entries.delete(key)),
    ping: () => Promise.resolve(),
    [Symbol.asyncDispose]: once(() => Promise.resolve(entries.clear())),
  };
}
