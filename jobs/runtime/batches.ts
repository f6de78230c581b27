/** Rows that one statement of a clean-up touches: locks stay short, and a stop is heard soon. */
export const BATCH = 500;

/** Repeats a batch until one comes short or the signal aborts; answers the sum. */
export async function inBatches(
  signal: AbortSignal,
  batch: (limit: number) => Promise<number>,
): Promise<number> {
  let sum = 0;
  while (!signal.aborted) {
    const count = await batch(BATCH);
    sum += count;
    if (count < BATCH) break;
  }
  return sum;
}
