import { type ClientOptions, createClient, memoryStore, type TintypeClient } from "@tintype/client";
import { Buffer } from "node:buffer";
import { ORIGIN, type TestApp } from "../app/app.ts";
import { sign } from "./forged_tokens.ts";
import type { Person } from "./person.ts";

/** A client whose requests a test counts and breaks. */
export interface TestClient extends TintypeClient {
  /** The requests that were sent, as method and path. */
  sent: string[];
}

/** Handles a request of a client, with what sends it to the app. */
export type Intercept = (
  request: Request,
  send: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** Returns a client of the app. `intercept` may lose its requests and their responses. */
export function clientOf(
  { app }: Pick<TestApp, "app">,
  options: Partial<ClientOptions> & { intercept?: Intercept } = {},
): TestClient {
  const { intercept = (request, send) => send(request), ...others } = options;
  const sent: string[] = [];
  const client = createClient({
    url: ORIGIN,
    fetch: (request) => {
      sent.push(`${request.method} ${new URL(request.url).pathname}`);
      return intercept(request, async (request) => await app.fetch(request));
    },
    ...others,
  });
  return { ...client, sent };
}

/** Returns a client that is signed in as this person. */
export function signedIn(
  app: Pick<TestApp, "app">,
  { id, accessToken, refreshToken }: Person,
  options: Parameters<typeof clientOf>[1] = {},
): TestClient {
  const session = memoryStore({ userId: id, accessToken, refreshToken });
  return clientOf(app, { session, ...options });
}

/** Returns the same access token, as it is after its end. */
export function expired({ ctx }: Pick<TestApp, "ctx">, accessToken: string): string {
  const [head, claims] = accessToken.split(".").slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  const exp = Math.floor(Date.now() / 1000) - 60;
  return sign(ctx.keys.accessTokens, head, { ...claims, iat: exp - 60, exp });
}
