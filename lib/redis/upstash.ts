import type { Redis } from "./redis.ts";
import { once } from "../once.ts";
import { openUpstash, orUnavailable } from "../upstash.ts";
import { openUpstashRateLimits } from "../rate_limits/upstash.ts";

const RETRIES = 2;
const TIMEOUT_MILLISECONDS = 3000;

/** A cache in Upstash Redis, shared by all instances. `prefix` separates its keys from others. */
export function openUpstashRedis(
  options: { url: string; token: string; prefix?: string },
): Redis {
  const { prefix = "" } = options;
  const redis = openUpstash(options, { timeoutMs: TIMEOUT_MILLISECONDS, retries: RETRIES });
  const life = (seconds: number) => ({ px: Math.max(1, Math.round(seconds * 1000)) });

  return {
    get: (key) => orUnavailable(redis.get<string>(prefix + key)),
    async set(key, value, seconds) {
      await orUnavailable(redis.set(prefix + key, value, life(seconds)));
    },
    take: (key) => orUnavailable(redis.getdel<string>(prefix + key)),
    async add(key, value, seconds) {
      const kept = redis.set(prefix + key, value, { ...life(seconds), nx: true });
      return (await orUnavailable(kept)) !== null;
    },
    rateLimits: openUpstashRateLimits(options),
    async delete(key) {
      await orUnavailable(redis.del(prefix + key));
    },
    async ping() {
      await orUnavailable(redis.ping());
    },
    [Symbol.asyncDispose]: once(() => Promise.resolve()),
  };
}
