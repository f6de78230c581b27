/**
 * Works on a whole list. If an item is at fault, works on the two halves, down to single items.
 * Returns the items that fail alone, with their errors. Throws errors that are not an item's fault.
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
