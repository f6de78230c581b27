import type { Context as HonoContext } from "hono";
import type { Context, Identity } from "../../context/mod.ts";
import type { UserId } from "../../domain/ids.ts";
import { type LimitClass, RATE_LIMITS, type RateLimit } from "../../domain/limits.ts";
import { RateLimited } from "../../lib/errors.ts";
import { networkOf } from "../../lib/rate_limits/network.ts";
import type { Quota, RateLimitResult } from "../../lib/rate_limits/windows.ts";
import type { Env } from "./endpoint.ts";
import { addressOf } from "./device.ts";
import { countRefusal } from "./refusals.ts";
import { identify } from "./authentication.ts";

/** The properties of a route that {@link admitRequest} needs. */
interface Gate {
  auth?: "required" | "optional" | "none";
  limit: LimitClass | "none";
  admitsSuspended?: boolean;
}

/**
 * Returns the caller of a request, and counts it; throws `rate_limited` if there are too many.
 * Requests count by account, or by network if the caller is not signed in or the token is bad.
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

/** Counts a request by its network; throws `rate_limited` if there are too many. */
export function countStranger(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: "open" | "files",
): void {
  if (ctx.config.RATE_LIMITS === "off") return;
  judge(ctx, http, limitClass, ctx.limiter.count(quotaOf(ctx, http, limitClass, null)));
}

// Returns no promise if there is nothing to wait for: most requests are reads.
function countRequest(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: LimitClass | "none",
  viewer: Identity | null,
): void | Promise<void> {
  if (limitClass === "none" || ctx.config.RATE_LIMITS === "off") return;
  const { degraded }: RateLimit = RATE_LIMITS[limitClass];
  const quota = quotaOf(ctx, http, limitClass, viewer);
  const counted = degraded === undefined
    ? ctx.limiter.countShared(quota)
    : ctx.limiter.consume([{ ...quota, degradedLimit: degraded }]);
  return counted instanceof Promise
    ? counted.then((result) => judge(ctx, http, limitClass, result))
    : judge(ctx, http, limitClass, counted);
}

function quotaOf(
  ctx: Context,
  http: HonoContext<Env>,
  limitClass: LimitClass,
  viewer: Identity | null,
): Quota {
  if (viewer !== null) return userQuota(limitClass, viewer.userId);
  const { perAddress, seconds } = RATE_LIMITS[limitClass];
  return {
    key: `limit:${limitClass}:${networkOf(addressOf(ctx, http))}`,
    limit: perAddress,
    windowMs: seconds * 1000,
  };
}

/** Counts what a user does by a socket like a request. Throws `rate_limited` if it is too much. */
export async function countFrame(
  ctx: Context,
  limitClass: LimitClass,
  userId: UserId,
): Promise<void> {
  if (ctx.config.RATE_LIMITS === "off") return;
  const { isAllowed, statuses } = await ctx.limiter.countShared(userQuota(limitClass, userId));
  if (isAllowed) return;
  countRefusal(ctx, limitClass);
  throw new RateLimited(statuses[0]!.resetMs, "Too many requests. Try again later.");
}

/** Returns the quota of a user in a class of routes. */
function userQuota(limitClass: LimitClass, userId: UserId): Quota {
  const { perUser, seconds } = RATE_LIMITS[limitClass];
  return { key: `limit:${limitClass}:${userId}`, limit: perUser, windowMs: seconds * 1000 };
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
  throw new RateLimited(status.resetMs, "Too many requests. Try again later.");
}

/** Adds the state of the request's rate limit to the headers of its response. */
export function setRateLimitHeaders(http: HonoContext<Env>, headers: Headers): void {
  const status = http.get("rateLimitStatus");
  if (status === undefined) return;
  headers.set("ratelimit-limit", String(status.limit));
  headers.set("ratelimit-remaining", String(status.remaining));
  headers.set("ratelimit-reset", String(Math.ceil(status.resetMs / 1000)));
}
