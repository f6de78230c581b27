import type { Config } from "../../lib/config/mod.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Returns a function that adds security headers to a response; it keeps headers of the route. */
export function securityHeaders(config: Config): (path: string, headers: Headers) => void {
  const isSecure = config.PUBLIC_URL.startsWith("https:");
  return (path, headers) => {
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    unlessSet(headers, "content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    if (isSecure) {
      headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}; includeSubDomains`);
    }
    // Responses differ from viewer to viewer, and some hold tokens.
    if (path.startsWith("/api/")) unlessSet(headers, "cache-control", "private, no-store");
  };
}

function unlessSet(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}
