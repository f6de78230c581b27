/** Outgoing connections get ports above these. */
const PORTS = { first: 15_000, last: 32_000 };
const TRIES_MAX = 100;

/**
 * Returns a free port on which a killed program can listen again: no outgoing connection takes it
 * meanwhile.
 */
export function stablePort(): number {
  for (let tries = 1;; tries++) {
    const port = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first));
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || tries === TRIES_MAX) throw error;
    }
  }
}
