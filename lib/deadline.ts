import { delay } from "./delay.ts";

/** Thrown when something took longer than it may. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/** What the promise resolves to, unless that takes longer than `ms` milliseconds. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  try {
    const late = delay(ms, stop.signal).then((): never => {
      throw new DeadlinePassed(`No answer within ${ms} ms`);
    });
    // The delay also ends when it is stopped, and then nobody listens to it.
    late.catch(() => {});
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
