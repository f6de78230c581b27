import { createMiddleware } from "hono/factory";
import type { Context } from "../../context/mod.ts";
import { S3_PATH } from "../../context/services.ts";
import type { Env } from "./endpoint.ts";
import { isAllowedOrigin } from "./origins.ts";

const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS =
  "Authorization, Content-Type, Idempotency-Key, X-Request-Id, Last-Event-ID, X-Device-Token";
const ANSWER_HEADERS =
  "X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After";
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the allowed origins read our answers. Tokens travel in a header that pages set
 * themselves, so cookies are never asked for and credentials never allowed.
 */
export function cors(ctx: Context) {
  return createMiddleware<Env>(async (http, next) => {
    // The embedded S3 server has rules of its own, as a storage service would.
    if (http.req.path.startsWith(`${S3_PATH}/`)) return await next();
    const origin = http.req.header("origin");
    const isAllowed = origin !== undefined && isAllowedOrigin(ctx, origin);
    if (http.req.method === "OPTIONS" && http.req.header("access-control-request-method")) {
      return isAllowed ? preflight(origin) : new Response(null, { status: 204, headers: VARY });
    }
    await next();
    http.res.headers.append("vary", "Origin");
    if (!isAllowed) return;
    http.res.headers.set("access-control-allow-origin", origin);
    http.res.headers.set("access-control-expose-headers", ANSWER_HEADERS);
  });
}

const VARY = { vary: "Origin" };

function preflight(origin: string): Response {
  const headers = {
    ...VARY,
    "access-control-allow-origin": origin,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": REQUEST_HEADERS,
    "access-control-max-age": String(PREFLIGHT_SECONDS),
  };
  return new Response(null, { status: 204, headers });
}
