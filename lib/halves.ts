/**
 * Works on a list at once and, where that is at fault, on its halves, down to single ones. Returns
 * those that fail alone, with their errors. An error that is nobody's fault ends it.
 */
export async function inHalves<T>(
  items: readonly T[],
  isFault: (error: unknown) => boolean | Promise<boolean>,
  work: (items: readonly T[]) => Promise<void>,
): Promise<{ item: T; error: unknown }[]> {
  try {
    await work(items);
    return [];
  } catch (error) {
    if (!await isFault(error)) throw error;
    if (items.length === 1) return [{ item: items[0]!, error }];
    const middle = Math.ceil(items.length / 2);
    return [
      ...await inHalves(items.slice(0, middle), isFault, work),
      ...await inHalves(items.slice(middle), isFault, work),
    ];
  }
}
