import { Redis } from "@upstash/redis";
import { AppError } from "./errors.ts";

const RETRY_DELAY_MILLISECONDS = 50;

/** A client of Upstash Redis whose requests take a time at most, in milliseconds. */
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
    // As a function: with a plain signal this client answers an abort as if it were a value.
    signal: () => AbortSignal.timeout(timeoutMs),
  });
}

/** What a command answers; fails with `unavailable` where Redis does not. */
export async function orUnavailable<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw new AppError("unavailable", "The cache is unavailable", { cause: error });
  }
}
