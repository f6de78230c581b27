/** How slowly a body may come. */
export interface BodyPace {
  /** How long nothing may come. */
  idleMs: number;
  /** How long it may take as a whole, beside what its bytes take at the least rate. */
  graceMs: number;
  bytesPerSecondMin: number;
}

/** What clients on the slowest of mobile networks keep up with. */
export const BODY_PACE: BodyPace = { idleMs: 10_000, graceMs: 20_000, bytesPerSecondMin: 8192 };

/** Thrown when the rest of a body will not come. */
export class BodyLost extends Error {
  override readonly name = "BodyLost";

  constructor(readonly isTooSlow: boolean, options?: ErrorOptions) {
    super(isTooSlow ? "The body comes too slowly" : "The body breaks off", options);
  }
}

/**
 * Hands on a body as it comes. Throws {@link BodyLost} when its client hangs up, sends less than it
 * said, or is too slow: a request that never ends would keep its connection for ever. What aborts
 * `ended` finds it too slow as well.
 */
export async function* arriving(
  { body }: { body: ReadableStream<Uint8Array> | null },
  { idleMs, graceMs, bytesPerSecondMin } = BODY_PACE,
  ended: AbortSignal | null = null,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  const startedAt = performance.now();
  let bytes = 0;
  let isTooSlow = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    isTooSlow = true;
    reader.cancel().catch(() => {});
  };
  ended?.addEventListener("abort", end);
  try {
    while (true) {
      const spent = performance.now() - startedAt;
      const left = graceMs + bytes * 1000 / bytesPerSecondMin - spent;
      if (left <= 0) end();
      else timer = setTimeout(end, Math.min(idleMs, left));
      const { value, done } = await reader.read().catch((cause) => {
        throw new BodyLost(isTooSlow, { cause });
      });
      clearTimeout(timer);
      if (isTooSlow) throw new BodyLost(true);
      if (done) return;
      bytes += value.length;
      yield value;
    }
  } finally {
    ended?.removeEventListener("abort", end);
    clearTimeout(timer);
  }
}
