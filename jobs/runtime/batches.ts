/** Rows of one statement in a clean-up: few enough for short locks and a quick stop. */
export const BATCH = 500;

/** Repeats a batch until one is not full or the signal aborts. Returns the sum. */
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
