/**
 * Returns a function that runs only at its first call; later calls return the first result. Every
 * disposer is made with it: at a second run, the resource it released may belong to somebody else.
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
