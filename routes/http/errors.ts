import type { Context as HonoContext } from "hono";
import { HTTPException } from "hono/http-exception";
import { isDown } from "../../db/sql.ts";
import { AppError, type ErrorCode, RateLimited } from "../../lib/errors.ts";
import type { Log } from "../../lib/log/log.ts";
import type { Env } from "./endpoint.ts";
import { refuseGrant } from "./grant_errors.ts";

/** The HTTP status of each error code. */
export const STATUS = {
  validation_failed: 400,
  invalid_cursor: 400,
  malformed_json: 400,
  unauthenticated: 401,
  token_expired: 401,
  forbidden: 403,
  account_suspended: 403,
  email_unverified: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

/** After how many seconds a client may retry while a service is down. */
export const RETRY_AFTER_SECONDS = 2;

/** Returns the handler of errors. A response to an unexpected error shows only the request id. */
export function answerError(log: Log) {
  return (error: Error, http: HonoContext<Env>): Response => {
    const requestId = http.get("requestId");
    const known = knownError(error);
    if (known.code === "internal") log.error("request failed", { requestId, error });
    if (known.code === "unavailable") {
      const { cause } = known;
      const reason = cause instanceof Error ? cause.message : known.message;
      log.warn("unavailable", { requestId, reason });
    }
    return errorResponse(http, known);
  };
}

/** Returns an error as clients see it, in responses and in realtime frames. */
export function errorBody(error: AppError, requestId: string) {
  const { code, message, details } = error;
  return { code, message, ...(details === undefined ? {} : { details }), requestId };
}

/** Returns any error as an `AppError`. */
export function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDown(error)) {
    return new AppError("unavailable", "A part of the service is down. Try again.", {
      cause: error,
    });
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new AppError("malformed_json", "The request cannot be read.", { cause: error });
  }
  return new AppError("internal", "Something went wrong on our side.", { cause: error });
}

/** Returns the response to a request that failed with this error. */
export function errorResponse(http: HonoContext<Env>, error: AppError): Response {
  const body = { success: false, error: errorBody(error, http.get("requestId")) };
  const headers: Record<string, string> = {};
  if (error.code === "unavailable") headers["retry-after"] = String(RETRY_AFTER_SECONDS);
  if (error instanceof RateLimited) headers["retry-after"] = String(error.retryAfterSeconds);
  if (STATUS[error.code] === 401) headers["www-authenticate"] = 'Bearer realm="tintype"';
  if (http.get("isPasswordGrant")) return refuseGrant(http, error, STATUS[error.code], headers);
  return http.json(body, STATUS[error.code], headers);
}
