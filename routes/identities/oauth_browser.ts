import { Buffer } from "node:buffer";
import type { Context as HonoContext } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Context } from "../../context/mod.ts";
import { type Flow, FLOW_SECONDS, insertFlow, takeFlow } from "../../db/identities/oauth_flows.ts";
import { AppError } from "../../lib/errors.ts";
import type { Binding, IdentityProvider } from "../../lib/oidc/provider.ts";
import { sha256 } from "../../lib/security/sealed.ts";
import type { Env } from "../http/endpoint.ts";

const OAUTH_PATH = "/api/v1/auth/oauth";
const SECRET_BYTES = 32;

/** Returns a secret of 256 random bits, as text for addresses and cookies. */
export function newSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64url");
}

/** Begins a sign-in of this browser and returns the address to redirect it to. */
export async function beginFlow(
  ctx: Context,
  http: HonoContext<Env>,
  provider: IdentityProvider,
): Promise<string> {
  const [state, browser, nonce, codeVerifier] = Array.from({ length: 4 }, newSecret);
  const flow = { provider: provider.name, state, browser, nonce, codeVerifier } as Flow;
  const url = await provider.signInUrl(flow.state, bindingOf(ctx, flow));
  await insertFlow(ctx.sql, ctx.keys.oauthFlows, flow);
  setCookie(http, cookieOf(flow.state), flow.browser, {
    ...cookieScope(ctx),
    httpOnly: true,
    // Lax: the provider redirects the browser back, which is a navigation from another site.
    sameSite: "Lax",
    maxAge: FLOW_SECONDS,
  });
  return url.href;
}

/** Takes the sign-in that this browser began: it serves once, even if the next step fails. */
export async function endFlow(
  ctx: Context,
  http: HonoContext<Env>,
  provider: IdentityProvider,
  state: string | undefined,
): Promise<Flow> {
  const browser = state && getCookie(http, cookieOf(state));
  const flow = state && browser
    ? await takeFlow(ctx.sql, ctx.keys.oauthFlows, { provider: provider.name, state, browser })
    : null;
  if (!flow) {
    throw new AppError(
      "unauthenticated",
      "This sign-in was started in another browser, or it took too long. Start again.",
    );
  }
  deleteCookie(http, cookieOf(flow.state), cookieScope(ctx));
  return flow;
}

/** Returns the values to which the provider must have bound the sign-in of a browser. */
export function bindingOf({ config }: Context, { provider, codeVerifier, nonce }: Flow): Binding {
  const redirectUri = `${config.PUBLIC_URL}${OAUTH_PATH}/${provider}/callback`;
  return { redirectUri, codeVerifier, nonce };
}

/** Returns the cookie's name: each sign-in has its own, so two tabs do not disturb each other. */
function cookieOf(state: string): string {
  return `tintype_oauth_${sha256(state).toHex().slice(0, 16)}`;
}

function cookieScope({ config }: Context) {
  return { path: OAUTH_PATH, secure: config.PUBLIC_URL.startsWith("https:") };
}
