import type { components } from "./schema.ts";

/** The answer of the API to a request that failed. */
type Failure = components["schemas"]["Error"]["error"];

/**
 * The reason of a failure: a code of the API, `network` if no response came, or `unexpected` for a
 * response that is not of the API, such as one of a proxy.
 */
export type TintypeErrorCode = Failure["code"] | "network" | "unexpected";

/** A request that failed. A request that its caller aborted throws the reason of its signal. */
export class TintypeError extends Error {
  override readonly name: string = "TintypeError";
  readonly code: TintypeErrorCode;
  /** The status of the response, or 0 if none came. */
  readonly status: number;
  /** More about the failure, for example the faults of a request: `{ path, message }`. */
  readonly details: unknown;
  /** The request in the log of the server. */
  readonly requestId: string | null;
  /** Seconds to wait before the next try, if the server names them. */
  readonly retryAfter: number | null;

  constructor(
    failure: { code: TintypeErrorCode; message: string; details?: unknown; requestId?: string },
    response: Response | null,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
    this.code = failure.code;
    this.status = response?.status ?? 0;
    this.details = failure.details;
    this.requestId = failure.requestId ?? response?.headers.get("x-request-id") ?? null;
    this.retryAfter = retryAfterOf(response);
  }
}

/** Returns the error of a failed response with this body. */
export function errorOf(response: Response, body: unknown): TintypeError {
  const failure = (body as { error?: Failure } | null)?.error;
  if (typeof failure?.code === "string") return new TintypeError(failure, response);
  const message = `The server answered ${response.status}`;
  return new TintypeError({ code: "unexpected", message, details: body }, response);
}

/** Returns the seconds that a response asks its client to wait, or null. */
export function retryAfterOf(response: Response | null): number | null {
  const seconds = Number(response?.headers.get("retry-after") ?? NaN);
  return seconds >= 0 ? seconds : null;
}
