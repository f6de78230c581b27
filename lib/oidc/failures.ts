import * as oauth from "oauth4webapi";
import { AppError } from "../errors.ts";
import { unavailable } from "./endpoint_fetch.ts";

const CODES_OF_BROKEN_PROVIDERS: readonly unknown[] = [
  oauth.PARSE_ERROR,
  oauth.RESPONSE_IS_NOT_JSON,
  oauth.RESPONSE_IS_NOT_CONFORM,
  oauth.MISSING_SERVER_METADATA,
  oauth.INVALID_SERVER_METADATA,
  oauth.HTTP_REQUEST_FORBIDDEN,
];

/**
 * What clients are told of a failure at a provider: that the sign-in is refused, or that the
 * provider cannot serve. The library's own errors hold codes and tokens, so none goes further.
 */
export function providerFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof oauth.ResponseBodyError) {
    // Only `invalid_grant` is about this one sign-in; the others say that we are not set up right.
    return error.error === "invalid_grant" ? refused() : unavailable(`It refuses: ${error.status}`);
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return unavailable("It does not take the client's secret");
  }
  if (CODES_OF_BROKEN_PROVIDERS.includes(code)) {
    return unavailable(`Its answer is not right: ${code}`);
  }
  return refused();
}

/** The error of a sign-in that a provider did not confirm, or not as it must. */
export function refused(): AppError {
  return new AppError("unauthenticated", "The provider did not confirm this sign-in");
}
