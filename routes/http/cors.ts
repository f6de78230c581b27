import { cors as honoCors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import type { Context } from "../../context/mod.ts";
import { S3_PATH } from "../../context/services.ts";
import type { Env } from "./endpoint.ts";
import { isAllowedOrigin } from "./origins.ts";
import { SEEN_HEADER } from "./seen.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const REQUEST_HEADERS = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "X-Request-Id",
  "Last-Event-ID",
  "X-Device-Token",
  SEEN_HEADER,
];
const RESPONSE_HEADERS =
  `X-Request-Id,${SEEN_HEADER},RateLimit-Limit,RateLimit-Remaining,RateLimit-Reset,Retry-After`;
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the allowed origins read our responses. Pages set the header with the token
 * themselves, so credentials (cookies) are never allowed.
 */
export function cors(ctx: Context) {
  const preflight = honoCors({
    origin: (origin) => isAllowedOrigin(ctx, origin) ? origin : null,
    allowMethods: METHODS,
    allowHeaders: REQUEST_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
  return createMiddleware<Env>(async (http, next) => {
    const { method, path } = http.req;
    // The embedded S3 server has rules of its own, as a storage service would.
    if (path.startsWith(`${S3_PATH}/`)) return await next();
    // Hono would take every OPTIONS request for a preflight.
    const isPreflight = http.req.header("access-control-request-method") !== undefined;
    if (method === "OPTIONS" && isPreflight) return await preflight(http, next);
    // It cannot be read any more when the request was upgraded to a WebSocket.
    const origin = http.req.header("origin");
    await next();
    // Hono's middleware would copy the response twice, which costs a third of a fast request.
    const { headers } = http.res;
    headers.append("vary", "Origin");
    if (origin === undefined || !isAllowedOrigin(ctx, origin)) return;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", RESPONSE_HEADERS);
  });
}
