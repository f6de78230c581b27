import { LEASE_SECONDS, LeaseLost } from "../../db/outbox/leases.ts";

/**
 * Runs work and renews its lease meanwhile. The signal aborts with {@link LeaseLost} when another
 * worker has taken the work over.
 */
export async function whileLeased<T>(
  extend: () => Promise<void>,
  run: (lost: AbortSignal) => Promise<T>,
  { leaseSeconds = LEASE_SECONDS } = {},
): Promise<T> {
  const lost = new AbortController();
  const extending = setInterval(() => {
    // If Postgres is down, the work itself will notice.
    extend().catch((error) => error instanceof LeaseLost && lost.abort(error));
  }, leaseSeconds * 1000 / 3);
  try {
    return await run(lost.signal);
  } finally {
    clearInterval(extending);
  }
}
