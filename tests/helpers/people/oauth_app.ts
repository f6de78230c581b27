import type { Log } from "../../../lib/log/log.ts";
import { ORIGIN, startApp, type TestApp } from "../app/app.ts";
import { OAuthVisitor } from "./oauth_visitor.ts";
import { type ProviderClient, TestProvider } from "./oidc_provider.ts";

/** The redirect address of an app. */
export const APP_REDIRECT = "https://app.example.com/signed-in";
/** Another redirect address, which a URL parser would spell differently. */
export const ODD_REDIRECT = "https://app.example.com?from=app";

/** The credentials of the program at its provider. */
export const CLIENT = { clientId: "tintype", clientSecret: "canary-client-secret-1234567890" };
/** The credentials of another program at the same provider. */
export const OTHER_CLIENT = { clientId: "other", clientSecret: "another-secret-0987654321" };

/** An app with two identity providers, named `test` and `other`. */
export interface OAuthApp extends AsyncDisposable {
  app: TestApp;
  provider: TestProvider;
  other: TestProvider;
  /** Returns a browser without cookies. */
  visitor(): OAuthVisitor;
}

/** Returns the configuration of a provider. */
export function providerLine(name: string, issuer: string) {
  return { name, issuer, ...CLIENT, redirectUris: [APP_REDIRECT, ODD_REDIRECT] };
}

/** Starts an app and two providers that it trusts. */
export async function startOAuthApp(
  env: Record<string, string> = {},
  log?: Log,
): Promise<OAuthApp> {
  await using opening = new AsyncDisposableStack();
  const provider = opening.use(await TestProvider.open(clientsFor("test")));
  const other = opening.use(await TestProvider.open(clientsFor("other")));
  const lines = [providerLine("test", provider.issuer), providerLine("other", other.issuer)];
  const app = opening.use(
    await startApp({
      env: { OIDC_PROVIDERS: JSON.stringify(lines), ...env },
      ...(log ? { log } : {}),
    }),
  );
  const resources = opening.move();
  return {
    app,
    provider,
    other,
    visitor: () => new OAuthVisitor(app),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function clientsFor(name: string): ProviderClient[] {
  const callback = `${ORIGIN}/api/v1/auth/oauth/${name}/callback`;
  return [
    { ...CLIENT, redirectUris: [callback, APP_REDIRECT, ODD_REDIRECT] },
    { ...OTHER_CLIENT, redirectUris: [callback, "https://other.example.com/back"] },
  ];
}
