import { cors as honoCors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Context } from "../../context/mod.ts";
import { S3_PATH } from "../../context/services.ts";
import type { Env } from "./endpoint.ts";
import { isAllowedOrigin } from "./origins.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const REQUEST_HEADERS = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "X-Request-Id",
  "Last-Event-ID",
  "X-Device-Token",
];
const RESPONSE_HEADERS = [
  "X-Request-Id",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Retry-After",
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the allowed origins read our responses. Pages set the header with the token
 * themselves, so credentials (cookies) are never allowed.
 */
export function cors(ctx: Context) {
  const allow = honoCors({
    origin: (origin) => isAllowedOrigin(ctx, origin) ? origin : null,
    allowMethods: METHODS,
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: RESPONSE_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
  return createMiddleware<Env>(async (http, next) => {
    const { method, path } = http.req;
    // The embedded S3 server has rules of its own, as a storage service would.
    if (path.startsWith(`${S3_PATH}/`)) return await next();
    // Hono would take every OPTIONS request for a preflight, and it copies each response.
    const asks = method === "OPTIONS" ? "access-control-request-method" : "origin";
    if (http.req.header(asks) !== undefined) return await allow(http, next);
    await next();
    http.res.headers.append("vary", "Origin");
  });
}
