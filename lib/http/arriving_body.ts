/** How slowly a body may arrive. */
export interface BodyPace {
  /** The longest pause between two chunks. */
  idleMs: number;
  /** The time for the whole body, on top of its bytes at the minimum rate. */
  graceMs: number;
  bytesPerSecondMin: number;
}

/** A pace that clients on the slowest mobile networks can keep. */
export const BODY_PACE: BodyPace = { idleMs: 10_000, graceMs: 20_000, bytesPerSecondMin: 8192 };

/** Thrown if the rest of a body does not arrive. */
export class BodyLost extends Error {
  override readonly name = "BodyLost";

  constructor(readonly isTooSlow: boolean, options?: ErrorOptions) {
    super(
      isTooSlow ? "The request body arrives too slowly." : "The request body is incomplete.",
      options,
    );
  }
}

/**
 * Yields the chunks of a body as they arrive. Throws {@link BodyLost} if the client disconnects,
 * sends less than it announced, or is too slow: an endless request would hold its connection for
 * ever. Aborting `ended` ends the body as too slow.
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
