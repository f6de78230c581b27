import type { TestApp } from "../app/app.ts";
import { type Answer, PASSWORD, send } from "./person.ts";

/** What Ada registers with. */
export const ADA = { username: "ada", email: "ada@example.com", password: PASSWORD };

/** Posts to a path below /api/v1 as nobody in particular. */
export function call(
  app: TestApp,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Answer> {
  return send(app.fetch, "POST", `/api/v1${path}`, body, headers);
}

/** Who the bearer of a token is. */
export function me(app: TestApp, accessToken: string): Promise<Answer> {
  return send(app.fetch, "GET", "/api/v1/auth/me", undefined, {
    authorization: `Bearer ${accessToken}`,
  });
}
