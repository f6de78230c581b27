/** Returns the longest time, in milliseconds, that the event loop was blocked during `run`. */
export async function longestPause(run: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await run();
  clearInterval(ticking);
  return longest;
}
