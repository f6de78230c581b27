import type { Config } from "../../lib/config/mod.ts";
import { AppError } from "../../lib/errors.ts";
import { isAllowedOrigin } from "../http/origins.ts";

/** Refuses a page of a foreign origin. Without an origin there is no page: an app, a program. */
export function checkOrigin(config: Config, origin: string | undefined): void {
  if (origin === undefined || isAllowedOrigin({ config }, origin)) return;
  throw new AppError("forbidden", "Pages of this origin may not connect: see ALLOWED_ORIGINS");
}
