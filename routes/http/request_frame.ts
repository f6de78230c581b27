import type { Context as HonoContext } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import type { Context } from "../../context/mod.ts";
import { newId } from "../../domain/ids.ts";
import { AppError } from "../../lib/errors.ts";
import { UNKNOWN_ROUTE } from "../../lib/metrics/requests.ts";
import type { Env } from "./endpoint.ts";
import { REFUSED_PATH } from "./host.ts";
import { countStranger, setRateLimitHeaders } from "./rate_limit.ts";
import { securityHeaders } from "./security_headers.ts";
import { SEEN_HEADER, setSeenHeader } from "./seen.ts";

/** Monitoring requests these every few seconds. */
const WATCHED = new Set(["/health", "/ready", "/metrics"]);

/** Gives every request an id, headers of its response, metrics and one log line. */
export function requestFrame(ctx: Context) {
  const protect = securityHeaders(ctx.config);
  // Stored logs hold ids only; the pretty log of a developer also shows names.
  const isRead = ctx.config.LOG === "pretty";
  return createMiddleware<Env>(async (http, next) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(http.req.header("x-request-id"));
    http.set("requestId", requestId);
    using _request = WATCHED.has(http.req.path) ? null : ctx.activity.begin();
    await next();
    const { headers, status } = http.res;
    headers.set("x-request-id", requestId);
    protect(http.req.path, headers);
    setRateLimitHeaders(http, headers);
    setSeenHeader(ctx, http, headers);
    const { method } = http.req;
    const route = routeOf(http);
    const ms = performance.now() - startedAt;
    ctx.metrics.requests.answered(method, route, status, ms / 1000);
    const viewerId = http.get("viewerId");
    const write = WATCHED.has(route) && status < 500 ? ctx.log.debug : ctx.log.info;
    const viewer = isRead && viewerId ? ctx.cache.users.peek(viewerId)?.username : undefined;
    write("request", { requestId, viewerId, viewer, method, route, status, ms: Math.round(ms) });
  });
}

/** Refuses a request with an invalid host, before anything reads its path. */
export function refuseHost(ctx: Context) {
  return createMiddleware<Env>(async (http, next) => {
    if (http.req.path === REFUSED_PATH) {
      countStranger(ctx, http, "open");
      throw new AppError("validation_failed", "The Host header must be host[:port].");
    }
    await next();
  });
}

/** Paths of the API, of shared posts and of pictures: their routes read memory. */
const READS_MEMORY = /^\/(api|s|m)\//;

/**
 * Refuses requests that read memory until the program has started. They wait until it contains what
 * others have changed, and what their client has written.
 */
export function memoryGate(ctx: Context) {
  return createMiddleware<Env>(async (http, next) => {
    if (READS_MEMORY.test(http.req.path)) {
      if (!ctx.isStarted()) {
        throw new AppError("unavailable", "The service is starting. Try again.");
      }
      const messages = ctx.catchingUp();
      const invalidations = ctx.seenWrites.current(http.req.header(SEEN_HEADER));
      if (messages || invalidations) await Promise.all([messages, invalidations]);
    }
    await next();
  });
}

/** Returns the pattern of the matched route: paths hold ids, and queries may hold more. */
function routeOf(http: HonoContext<Env>): string {
  const path = matchedRoutes(http).at(-1)?.path;
  return path === undefined || path === "*" || path === "/*" ? UNKNOWN_ROUTE : path;
}

/** The client's request id if it fits into a log line, or a new one. */
function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : newId();
}
