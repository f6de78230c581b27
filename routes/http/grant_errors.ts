import type { Context as HonoContext } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { AppError } from "../../lib/errors.ts";
import type { Env } from "./endpoint.ts";

/** The body of a refused grant (RFC 6749 §5.2). */
export const grantErrorSchema = z.object({
  error: z.enum([
    "invalid_grant",
    "invalid_request",
    "unsupported_grant_type",
    "temporarily_unavailable",
    "server_error",
  ]),
  error_description: z.string(),
}).meta({ id: "GrantError" });

type GrantError = z.input<typeof grantErrorSchema>;

/** Returns an error in the form of OAuth (RFC 6749 §5.2). */
export function refuseGrant(
  http: HonoContext<Env>,
  error: AppError,
  status: ContentfulStatusCode,
  headers: Record<string, string>,
): Response {
  const name = nameOf(error);
  const isRefused = name.startsWith("invalid_") || name.startsWith("unsupported_");
  // "Too large" and "too many requests" concern HTTP, so they keep their status.
  const ownStatus = isRefused && (status < 413 || status === 422) ? 400 : status;
  const { "www-authenticate": _, ...others } = headers;
  const body: GrantError = { error: name, error_description: describable(error.message) };
  return http.json(body, ownStatus, { ...others, "cache-control": "no-store", pragma: "no-cache" });
}

function nameOf({ code, details }: AppError): GrantError["error"] {
  switch (code) {
    case "unauthenticated":
    case "account_suspended":
    case "email_unverified":
    case "forbidden":
      return "invalid_grant";
    case "internal":
      return "server_error";
    case "unavailable":
    case "rate_limited":
      return "temporarily_unavailable";
    default: {
      const first = Array.isArray(details) ? details[0] as { path?: unknown } : undefined;
      return first?.path === "grant_type" ? "unsupported_grant_type" : "invalid_request";
    }
  }
}

/** RFC 6749 allows only printable ASCII in a description, without quotes and backslashes. */
function describable(text: string): string {
  return text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, "?");
}
