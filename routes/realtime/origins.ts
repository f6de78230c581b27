import type { Config } from "../../lib/config/mod.ts";
import { AppError } from "../../lib/errors.ts";
import { isAllowedOrigin } from "../http/origins.ts";

/** Refuses pages of a foreign origin. A request without an origin does not come from a page. */
export function checkOrigin(config: Config, origin: string | undefined): void {
  if (origin === undefined || isAllowedOrigin({ config }, origin)) return;
  throw new AppError(
    "forbidden",
    "Pages of this origin are not allowed to connect. See ALLOWED_ORIGINS.",
  );
}
