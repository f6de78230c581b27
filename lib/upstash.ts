import { Redis } from "@upstash/redis";
import { AppError } from "./errors.ts";

const RETRY_DELAY_MILLISECONDS = 50;

/** Opens a client of Upstash Redis. Each request takes at most `timeoutMs` milliseconds. */
export function openUpstash(
  { url, token }: { url: string; token: string },
  { timeoutMs, retries }: { timeoutMs: number; retries: number },
): Redis {
  return new Redis({
    url,
    token,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: retries === 0 ? false : { retries, backoff: () => RETRY_DELAY_MILLISECONDS },
    // A function, because with a plain signal this client returns an abort as if it were a value.
    signal: () => AbortSignal.timeout(timeoutMs),
  });
}

/** Returns the result of a command. Throws `unavailable` if Redis does not reply. */
export async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new AppError("unavailable", "The cache is unavailable.", { cause: error });
  }
}
