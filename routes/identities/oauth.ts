import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { findProof } from "../../db/identities/proofs.ts";
import { AppError, must } from "../../lib/errors.ts";
import type { IdentityProvider } from "../../lib/oidc/provider.ts";
import { secondFactor } from "../accounts/input.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { beginFlow, bindingOf, endFlow } from "./oauth_browser.ts";
import { continueSignIn, signInWith } from "./oauth_sign_in.ts";
import { signedInSchema } from "../accounts/session_view.ts";

// The contract has paths for Google, without a parameter: there the provider is Google.
const params = z.object({ provider: text(32).default("google") });
const at = (rest = "") => [`/auth/oauth/google${rest}`, `/auth/oauth/:provider${rest}`];
/** A parameter by RFC 6749 Appendix A. Four of this length fit into the head of a request. */
const parameter = text(4096).regex(/^[\x20-\x7e]*$/, "Must contain only printable ASCII")
  .optional();
// Providers add parameters of their own.
const returned = z.object({
  state: parameter,
  code: parameter,
  iss: parameter,
  error: parameter,
});
const appCode = z.strictObject({
  code: text(4096, 1),
  codeVerifier: text(128).regex(/^[\w.~-]{43,128}$/, "Must be a code verifier (RFC 7636 §4.1)"),
  redirectUri: text(2048, 1),
  nonce: text(500, 1).optional(),
  totp: secondFactor.optional(),
});
const continued = z.strictObject({
  continueToken: text(200, 1),
  totp: secondFactor,
});
const errors = [
  "unauthenticated",
  "account_suspended",
  "conflict",
  "unprocessable",
  "rate_limited",
  "unavailable",
] as const;

/** Signing in with an identity provider (OpenID Connect), in browsers and in apps. */
export function oauthRoutes(api: Api): void {
  api.get(at(), {
    summary: "Start a sign-in with a provider: the browser is redirected there",
    auth: "none",
    limit: "auth",
    params,
    contentType: "302: to the provider",
    errors: ["unavailable"],
    run: async ({ ctx, params, http }) =>
      http.redirect(await beginFlow(ctx, http, providerOf(ctx, params.provider)), 302),
  });

  api.get(at("/callback"), {
    summary: "Sign in a browser that returns from a provider",
    auth: "none",
    limit: "auth",
    params,
    query: returned,
    response: signedInSchema,
    errors,
    run: async ({ ctx, params, query, http, write }) => {
      const provider = providerOf(ctx, params.provider);
      const flow = await endFlow(ctx, http, provider, query.state);
      const { searchParams } = new URL(http.req.url);
      const binding = bindingOf(ctx, flow);
      const signedIn = await provider.finishReturned(searchParams, flow.state, binding);
      return await signInWith({ ctx, http, write }, provider, signedIn);
    },
  });

  api.post(at(), {
    summary: "Sign in an app with the code that it got from a provider",
    auth: "none",
    limit: "auth",
    params,
    body: appCode,
    response: signedInSchema,
    errors,
    run: async ({ ctx, params, body, http, write }) => {
      const provider = providerOf(ctx, params.provider);
      const { code, codeVerifier, redirectUri, nonce, totp } = body;
      if (!provider.settings.redirectUris.includes(redirectUri)) {
        throw new AppError("unprocessable", "This redirectUri is not configured.");
      }
      const signedIn = await provider.finishCode(code, { codeVerifier, redirectUri, nonce });
      return await signInWith({ ctx, http, write }, provider, signedIn, totp);
    },
  });

  api.post("/auth/oauth/:provider/continue", {
    summary: "Complete a sign-in with a provider by the second factor of the account",
    auth: "none",
    limit: "auth",
    params,
    body: continued,
    response: signedInSchema,
    errors: ["unauthenticated", "account_suspended", "rate_limited"],
    run: async ({ ctx, params, body, http, write }) => {
      const provider = providerOf(ctx, params.provider);
      const proof = await findProof(ctx.sql, "second_factor", body.continueToken);
      const isOfProvider = proof?.provider === provider.name;
      return await continueSignIn({ ctx, http, write }, isOfProvider ? proof : null, body);
    },
  });
}

function providerOf(ctx: Context, name: string): IdentityProvider {
  return must(ctx.identityProviders.get(name), "Provider not found.");
}
