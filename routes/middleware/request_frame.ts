import { createMiddleware } from "hono/factory";
import type { Context } from "../../context.ts";
import { AppError } from "../../lib/errors.ts";
import { type Env, requestIdOf } from "../api.ts";

/** Around every request: its id, the gate until the program has started, one log line. */
export function requestFrame(ctx: Context) {
  return createMiddleware<Env>(async (http, next) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(http.req.header("x-request-id"));
    http.set("requestId", requestId);
    if (!ctx.isStarted() && http.req.path.startsWith("/api/")) {
      throw new AppError("unavailable", "The service is starting; try again");
    }
    await next();
    http.res.headers.set("x-request-id", requestId);
    ctx.log.info("request", {
      requestId,
      viewerId: http.get("viewerId"),
      method: http.req.method,
      status: http.res.status,
      ms: Math.round(performance.now() - startedAt),
    });
  });
}
