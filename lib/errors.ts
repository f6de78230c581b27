/** Every way in which a request can fail, as clients see it in `error.code`. */
export const ERROR_CODES = [
  "validation_failed",
  "invalid_cursor",
  "malformed_json",
  "unauthenticated",
  "token_expired",
  "forbidden",
  "account_suspended",
  "email_unverified",
  "not_found",
  "method_not_allowed",
  "conflict",
  "gone",
  "payload_too_large",
  "unsupported_media_type",
  "unprocessable",
  "idempotency_key_reused",
  "rate_limited",
  "internal",
  "unavailable",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An expected failure: clients see `message` and `details`, only the log sees `cause`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly details: unknown;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { details?: unknown; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.details = options.details;
  }
}

/** The caller passed a rate limit; says when to try again. */
export class RateLimited extends AppError {
  readonly retryAfterSeconds: number;

  constructor(waitMs: number, message: string) {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    super("rate_limited", message, { details: { retryAfterSeconds } });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Returns the value, or throws `not_found`. Hidden and missing things give the same error. */
export function must<T>(value: T | null | undefined, message = "Not found."): T {
  if (value === null || value === undefined) throw new AppError("not_found", message);
  return value;
}
