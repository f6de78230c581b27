import { z } from "zod";
import { isLocalHost } from "../http/local_host.ts";

const GOOGLE_ISSUER = "https://accounts.google.com";

const redirectUri = z.url().refine((uri) => !uri.includes("#"), "has no fragment");

const provider = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "has a-z, 0-9, '_' and '-' only"),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  redirectUris: z.array(redirectUri).default([]),
});

/** An OpenID Connect provider, as the operator configures it. */
export type ProviderSettings = z.output<typeof provider>;

/** The environment variables that configure providers. */
export const providerEnvironment = {
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_REDIRECT_URIS: z.string().default("").transform(split).pipe(z.array(redirectUri)),
  OIDC_PROVIDERS: z.string().default("[]").transform(parseJson).pipe(z.array(provider)),
  OIDC_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5000),
};

type Given = z.output<z.ZodObject<typeof providerEnvironment>> & {
  MODE: "development" | "production";
};

/** Returns all configured providers. */
export function providersOf(given: Omit<Given, "MODE">): ProviderSettings[] {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = given;
  if (!clientId || !clientSecret) return given.OIDC_PROVIDERS;
  const redirectUris = given.GOOGLE_REDIRECT_URIS;
  const google = { name: "google", issuer: GOOGLE_ISSUER, clientId, clientSecret, redirectUris };
  return [google, ...given.OIDC_PROVIDERS];
}

/** Returns the faults of the configured providers, as sentences without secrets. */
export function providerProblems(given: Given): string[] {
  const problems: string[] = [];
  if ((given.GOOGLE_CLIENT_ID === undefined) !== (given.GOOGLE_CLIENT_SECRET === undefined)) {
    problems.push("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET: set both or none");
  }
  const names = providersOf(given).map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) problems.push(`OIDC_PROVIDERS: there are two providers "${repeated}"`);
  for (const { name, issuer } of given.OIDC_PROVIDERS) {
    const url = new URL(issuer);
    const isDevelopment = given.MODE === "development" && isLocalHost(url.hostname);
    if ((url.protocol !== "https:" && !isDevelopment) || url.search || url.hash || url.username) {
      problems.push(`OIDC_PROVIDERS: the issuer of "${name}" must be an https address`);
    }
  }
  return problems;
}

function split(text: string): string[] {
  return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

function parseJson(text: string, issue: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    issue.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
}
