/**
 * Returns a function that does its work at the first call alone; later calls return what the first
 * one returned. Each disposer is made with it: by its second run the place that it gave up may
 * belong to somebody else.
 */
export function once<T>(run: () => T): () => T {
  let first: { returned: T } | null = null;
  let hasRun = false;
  return () => {
    if (!hasRun) {
      hasRun = true;
      first = { returned: run() };
    }
    return first?.returned as T;
  };
}
