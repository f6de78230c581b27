/** Every way a request can fail, as clients see it (docs: API errors). */
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

/** A failure thrown on purpose: `message` and `details` are public, `cause` is private. */
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

/** Too much was asked for: says when it will be answered again. */
export class RateLimited extends AppError {
  readonly retryAfterSeconds: number;

  constructor(waitMs: number, message: string) {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    super("rate_limited", message, { details: { retryAfterSeconds } });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The value, or `not_found`: what may not be seen and what does not exist read the same. */
export function must<T>(value: T | null | undefined, message = "No such thing"): T {
  if (value === null || value === undefined) throw new AppError("not_found", message);
  return value;
}
