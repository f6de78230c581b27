import type { Context as HonoContext, Hono } from "hono";
import type { Context } from "../../context/mod.ts";
import { AppError } from "../../lib/errors.ts";
import type { Env } from "./endpoint.ts";
import { errorResponse } from "./errors.ts";
import { countStranger } from "./rate_limit.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Returns the handler for requests without a route: 404, or 405 with `Allow` if the path has other
 * methods. For OPTIONS it lists the methods of the path (RFC 9110 §9.3.7).
 */
export function answerUnknown(ctx: Context, app: Hono<Env>) {
  return (http: HonoContext<Env>): Response => {
    countStranger(ctx, http, "open");
    const allowed = allowedMethods(app, http.req.path);
    if (allowed.length === 0) {
      return errorResponse(http, new AppError("not_found", "Route not found."));
    }
    const allow = allowed.join(", ");
    if (http.req.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: { allow } });
    }
    const message = `This path supports ${allow}.`;
    const refusal = errorResponse(http, new AppError("method_not_allowed", message));
    refusal.headers.set("allow", allow);
    return refusal;
  };
}

function allowedMethods({ router }: Hono<Env>, path: string): string[] {
  // Middleware matches all methods, an endpoint only one.
  const declared = METHODS.filter((method) =>
    router.match(method, path)[0].some(([[, route]]) => route.method === method)
  );
  if (declared.length === 0) return [];
  return [...declared, ...(declared.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort();
}
