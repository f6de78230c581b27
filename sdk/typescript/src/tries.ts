import { retryAfterOf, TintypeError } from "./errors.ts";

/** How often and how long a request is tried. */
export interface TryLimits {
  /** The number of tries. */
  tries: number;
  /** Milliseconds after which no other try begins. */
  totalMs: number;
  /** Milliseconds without progress after which a try has failed. */
  stallMs: number;
}

/** The limits of a client that has no others. */
export const TRY_LIMITS: TryLimits = { tries: 8, totalMs: 30_000, stallMs: 30_000 };

const FIRST_WAIT_MS = 400;
const WAIT_MS_MAX = 5000;
const BUSY = new Set([429, 502, 503, 504]);

/** One try of a request. It ends when `signal` aborts, which `progress` puts off. */
export type Try = (signal: AbortSignal, progress: () => void) => Promise<Response>;

/**
 * Repeats a request while the network fails or the server is busy. The waits grow and are random,
 * so that many clients do not come back at once; a server may name the shortest. Returns the last
 * response; throws the error `network` if there is none, or the reason of the caller's signal.
 */
export async function withTries(
  send: Try,
  { tries, totalMs, stallMs }: TryLimits,
  caller: AbortSignal | null,
): Promise<Response> {
  const latest = Date.now() + totalMs;
  for (let tried = 1;; tried++) {
    const result = await tryOnce(send, stallMs, caller).catch((error: unknown) => {
      if (caller?.aborted) throw caller.reason;
      return new TintypeError({ code: "network", message: "No response came" }, null, {
        cause: error,
      });
    });
    const isResponse = result instanceof Response;
    const seconds = isResponse ? retryAfterOf(result) : null;
    const wait = waitMs(tried) + (seconds ?? 0) * 1000;
    const isLast = tried >= tries || Date.now() + wait > latest;
    if (isResponse && (isLast || !BUSY.has(result.status))) return result;
    if (isLast) throw result;
    if (isResponse) await result.body?.cancel();
    await pause(wait, caller);
  }
}

/** Returns a random wait before the next try, in milliseconds. */
export function waitMs(tried: number): number {
  return Math.random() * Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** tried);
}

/** Waits; throws the reason of the signal if it aborts. */
export function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

async function tryOnce(
  send: Try,
  stallMs: number,
  caller: AbortSignal | null,
): Promise<Response> {
  caller?.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(caller?.reason);
  const stall = () => stop.abort(new DOMException("The network does not move", "TimeoutError"));
  let timer = setTimeout(stall, stallMs);
  const progress = () => {
    clearTimeout(timer);
    timer = setTimeout(stall, stallMs);
  };
  caller?.addEventListener("abort", abort, { once: true });
  try {
    return await send(stop.signal, progress);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", abort);
  }
}
