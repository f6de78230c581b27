import type { Config } from "../../lib/config/mod.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Adds what browsers must know of every answer; what a route has set itself stays. */
export function securityHeaders(config: Config): (path: string, headers: Headers) => void {
  const isSecure = config.PUBLIC_URL.startsWith("https:");
  return (path, headers) => {
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    unlessSet(headers, "content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    if (isSecure) {
      headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}; includeSubDomains`);
    }
    // Answers differ from viewer to viewer, and some hold tokens.
    if (path.startsWith("/api/")) unlessSet(headers, "cache-control", "private, no-store");
  };
}

function unlessSet(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}
