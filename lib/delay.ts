/** Waits `ms` milliseconds, or until the signal aborts. Never rejects. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  const done = Promise.withResolvers<void>();
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
    done.resolve();
  };
  const timer = setTimeout(end, ms);
  signal?.addEventListener("abort", end);
  return done.promise;
}
