import type { Context } from "../../context/mod.ts";
import { isLocalHost } from "../../lib/http/local_host.ts";

/** Whether pages of this origin may call us from a browser. */
export function isAllowedOrigin({ config }: Pick<Context, "config">, origin: string): boolean {
  const url = URL.parse(origin);
  // "null" is what sandboxed pages and local files send.
  if (url === null || url.origin === "null" || url.origin !== origin) return false;
  // Client developers serve their pages from any port of their own machine.
  if (config.MODE === "development" && isLocalHost(url.hostname)) return true;
  const allowed = [...config.ALLOWED_ORIGINS, config.PUBLIC_URL];
  return allowed.some((one) => URL.parse(one)?.origin === origin);
}
