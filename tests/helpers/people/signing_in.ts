import type { TestApp } from "../app/app.ts";
import { type Answer, PASSWORD, send } from "./person.ts";

/** The account that Ada registers. */
export const ADA = { username: "ada", email: "ada@example.com", password: PASSWORD };

/** Posts to a path below /api/v1 without a session. */
export function call(
  app: TestApp,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Answer> {
  return send(app.fetch, "POST", `/api/v1${path}`, body, headers);
}

/** Returns the account of a token's bearer. */
export function me(app: TestApp, accessToken: string): Promise<Answer> {
  return send(app.fetch, "GET", "/api/v1/auth/me", undefined, {
    authorization: `Bearer ${accessToken}`,
  });
}
