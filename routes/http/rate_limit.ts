import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import { type LimitClass, RATE_LIMITS, type RateLimit } from "../../domain/limits.ts";
import { RateLimited } from "../../lib/errors.ts";
import { networkOf } from "../../lib/rate_limits/network.ts";
import type { RateLimitResult } from "../../lib/rate_limits/windows.ts";
import type { Env } from "./endpoint.ts";
import { addressOf } from "./device.ts";
import { countRefusal } from "./refusals.ts";
import { identify } from "./authentication.ts";

/** What {@link admitRequest} must know of a route. */
interface Gate {
  auth?: "required" | "optional" | "none";
  limit: LimitClass | "none";
  admitsSuspended?: boolean;
}

/**
 * Who sent a request, unless they ask too often. Those who are signed in are counted by their
 * account, wherever they are; others, and whoever shows a bad token, by their address.
 */
export async function admitRequest(
  ctx: Context,
  http: HonoContext<Env>,
  { auth = "required", limit, admitsSuspended = false }: Gate,
): Promise<Identity | null> {
  let viewer: Identity | null = null;
  try {
    viewer = await identify(ctx, http, auth, { admitsSuspended });
  } finally {
    await countRequest(ctx, http, limit, viewer);
  }
  return viewer;
}

/** Counts a request by its address alone; fails with `rate_limited` if there were too many. */
export function countStranger(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: "open" | "files",
): void {
  void countRequest(ctx, http, limitClass, null);
}

// No promise where nothing is waited for: most requests are reads.
function countRequest(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: LimitClass | "none",
  viewer: Identity | null,
): void | Promise<void> {
  if (limitClass === "none" || ctx.config.RATE_LIMITS === "off") return;
  const { perUser, perAddress, seconds, degraded }: RateLimit = RATE_LIMITS[limitClass];
  const quota = {
    key: `limit:${limitClass}:${viewer?.userId ?? networkOf(addressOf(ctx, http))}`,
    limit: viewer ? perUser : perAddress,
    windowMs: seconds * 1000,
  };
  if (degraded === undefined) return judge(ctx, http, limitClass, ctx.limiter.count(quota));
  return ctx.limiter.consume([{ ...quota, degradedLimit: degraded }])
    .then((spending) => judge(ctx, http, limitClass, spending));
}

function judge(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: LimitClass,
  { isAllowed, statuses }: RateLimitResult,
): void {
  const status = statuses[0]!;
  http.set("rateLimitStatus", status);
  if (isAllowed) return;
  countRefusal(ctx, limitClass);
  throw new RateLimited(status.resetMs, "Too many requests; try again later");
}

/** Adds to an answer how the limit of its request stands. */
export function setRateLimitHeaders(http: HonoContext<Env>, headers: Headers): void {
  const status = http.get("rateLimitStatus");
  if (status === undefined) return;
  headers.set("ratelimit-limit", String(status.limit));
  headers.set("ratelimit-remaining", String(status.remaining));
  headers.set("ratelimit-reset", String(Math.ceil(status.resetMs / 1000)));
}
