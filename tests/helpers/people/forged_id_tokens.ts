import { Buffer } from "node:buffer";
import { decodeJwt, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from "jose";
import { CLIENT, OTHER_CLIENT } from "./oauth_app.ts";
import type { TestProvider } from "./oidc_provider.ts";

/** Forges an ID token from the claims of the right one. */
export type Forge = (provider: TestProvider, claims: JWTPayload) => Promise<string> | string;

/** Makes the provider send a forged ID token instead of each one that it issues. */
export function forgeTokens(provider: TestProvider, forge: Forge): void {
  provider.misbehave = async (answer) => {
    if (answer.path !== "/token" || !answer.body?.id_token) return;
    const claims = decodeJwt(answer.body.id_token);
    answer.body = { ...answer.body, id_token: await forge(provider, claims) };
  };
}

const now = () => Math.floor(Date.now() / 1000);
const changed = (change: (claims: JWTPayload) => JWTPayload): Forge => (provider, claims) =>
  provider.sign(change(claims));
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const withSecret = (claims: JWTPayload, secret: string | Uint8Array, kid?: string) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256", ...(kid ? { kid } : {}) })
    .sign(typeof secret === "string" ? new TextEncoder().encode(secret) : secret);
const publicKeyOf = async ({ signing }: TestProvider) =>
  await exportSPKI(await importJWK(signing.publicJwk, "RS256") as CryptoKey);

/** ID tokens that must not sign anybody in. */
export const FORGED_TOKENS: Record<string, Forge> = {
  "alg none": (_, claims) => `${part({ alg: "none" })}.${part(claims)}.`,
  "alg none with the right kid": ({ signing }, claims) =>
    `${part({ alg: "none", kid: signing.kid })}.${part(claims)}.`,
  "HS256 with the client's secret": (_, claims) => withSecret(claims, CLIENT.clientSecret),
  "HS256 with the public key": async (provider, claims) =>
    withSecret(claims, await publicKeyOf(provider), provider.signing.kid),
  "no signature": async (provider, claims) => (await provider.sign(claims)).replace(/[^.]+$/, ""),
  "claims of another token": async (provider, claims) => {
    const [header, , signature] = (await provider.sign(claims)).split(".");
    return `${header}.${part({ ...claims, sub: "sub-eve" })}.${signature}`;
  },
  "another key under the right kid": async ({ signing: { kid } }, claims) => {
    const { privateKey } = await generateKeyPair("RS256");
    return await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
  },
  "a key that the token brings along": async (_, claims) => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...await crypto.subtle.exportKey("jwk", publicKey) } as never;
    return await new SignJWT(claims).setProtectedHeader({ alg: "RS256", jwk }).sign(privateKey);
  },
  "an unknown kid": (provider, claims) => provider.sign(claims, "nobody-has-this"),
  "another issuer": changed((claims) => ({ ...claims, iss: "https://evil.example" })),
  "no issuer": changed(({ iss: _, ...claims }) => claims),
  "another audience": changed((claims) => ({ ...claims, aud: OTHER_CLIENT.clientId })),
  "two audiences without azp": changed((claims) => ({
    ...claims,
    aud: [CLIENT.clientId, OTHER_CLIENT.clientId],
  })),
  "two audiences and the other's azp": changed((claims) => ({
    ...claims,
    aud: [CLIENT.clientId, OTHER_CLIENT.clientId],
    azp: OTHER_CLIENT.clientId,
  })),
  "expired": changed((claims) => ({ ...claims, iat: now() - 500, exp: now() - 60 })),
  "no expiry": changed(({ exp: _, ...claims }) => claims),
  "issued in the future": changed((claims) => ({ ...claims, iat: now() + 300 })),
  "issued long ago": changed((claims) => ({ ...claims, iat: now() - 7200 })),
  "not valid yet": changed((claims) => ({ ...claims, nbf: now() + 300 })),
  "another nonce": changed((claims) => ({ ...claims, nonce: "of another sign-in" })),
  "no nonce": changed(({ nonce: _, ...claims }) => claims),
  "no subject": changed(({ sub: _, ...claims }) => claims),
  "an empty subject": changed((claims) => ({ ...claims, sub: "" })),
  "an endless subject": changed((claims) => ({ ...claims, sub: "s".repeat(256) })),
  "no token at all": () => "",
};
