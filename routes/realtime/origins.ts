import type { Config } from "../../lib/config.ts";
import { AppError } from "../../lib/errors.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/** Refuses a page of a foreign origin. Without an origin there is no page: an app, a program. */
export function checkOrigin(config: Config, origin: string | undefined): void {
  if (origin === undefined || isAllowed(config, origin)) return;
  throw new AppError("forbidden", "Pages of this origin may not connect: see ALLOWED_ORIGINS");
}

function isAllowed(config: Config, origin: string): boolean {
  const url = URL.parse(origin);
  // "null" is what sandboxed pages and local files send.
  if (url === null || url.origin === "null") return false;
  if (config.MODE === "development" && LOCAL_HOSTS.includes(url.hostname)) return true;
  const allowed = [...config.ALLOWED_ORIGINS, config.PUBLIC_URL];
  return allowed.some((one) => URL.parse(one)?.origin === url.origin);
}
