import type { Context } from "../../context/mod.ts";
import { isLocalHost } from "../../lib/http/local_host.ts";

/** Whether pages of this origin may call the API. */
export function isAllowedOrigin({ config }: Pick<Context, "config">, origin: string): boolean {
  const url = URL.parse(origin);
  // Sandboxed pages and local files send "null".
  if (url === null || url.origin === "null" || url.origin !== origin) return false;
  // Developers of clients serve their pages from any port of their own machine.
  if (config.MODE === "development" && isLocalHost(url.hostname)) return true;
  const allowed = [...config.ALLOWED_ORIGINS, config.PUBLIC_URL];
  return allowed.some((one) => URL.parse(one)?.origin === origin);
}
