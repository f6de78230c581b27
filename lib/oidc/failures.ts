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
 * Returns the error that a client gets for a failure at a provider: `unauthenticated` or
 * `unavailable`. Errors of the library hold codes and tokens, so they stay here.
 */
export function providerFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (error instanceof oauth.ResponseBodyError) {
    // Only `invalid_grant` concerns this sign-in; other errors mean that our settings are wrong.
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

/** Returns the error for a sign-in that the provider did not confirm correctly. */
export function refused(): AppError {
  return new AppError("unauthenticated", "The provider did not confirm this sign-in.");
}
