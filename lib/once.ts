/**
 * Returns a function that does its work at the first call alone; later calls return what the first
 * one returned. Each disposer is made with it: by its second run the place that it gave up may
 * belong to somebody else.
 */
export function once<A extends unknown[], T>(run: (...args: A) => T): (...args: A) => T {
  let first: { returned: T } | null = null;
  let hasRun = false;
  return (...args) => {
    if (!hasRun) {
      hasRun = true;
      first = { returned: run(...args) };
    }
    return first?.returned as T;
  };
}
