import { Redis } from "@upstash/redis";
import { AppError } from "./errors.ts";
import type { Cache } from "./cache.ts";
import { openUpstashUses } from "./uses_upstash.ts";

const RETRIES = 2;
const RETRY_DELAY_MILLISECONDS = 50;
const TIMEOUT_MILLISECONDS = 3000;

/** A cache in Upstash Redis, shared by all instances. `prefix` sets its keys apart from others. */
export function openUpstashCache(
  options: { url: string; token: string; prefix?: string },
): Cache {
  const { url, token, prefix = "" } = options;
  const redis = new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: { retries: RETRIES, backoff: () => RETRY_DELAY_MILLISECONDS },
    // As a function: with a plain signal this client answers an abort as if it were a value.
    signal: () => AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
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
    uses: openUpstashUses(options),
    async delete(key) {
      await orUnavailable(redis.del(prefix + key));
    },
    async ping() {
      await orUnavailable(redis.ping());
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new AppError("unavailable", "The cache is unavailable", { cause: error });
  }
}
