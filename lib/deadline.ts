import { delay } from "./delay.ts";

/** Thrown when something took longer than its deadline. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/**
 * Resolves as the promise does. Throws {@link DeadlinePassed} if that takes more than `ms`
 * milliseconds.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  try {
    const late = delay(ms, stop.signal).then((): never => {
      throw new DeadlinePassed(`No answer within ${ms} ms`);
    });
    // Stopping it also settles the delay, and then nobody awaits it.
    late.catch(() => {});
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
