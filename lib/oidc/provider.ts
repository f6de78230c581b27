import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { type EndpointFetch, openEndpointFetch } from "./endpoint_fetch.ts";
import { providerFailure, refused } from "./failures.ts";
import { type Metadata, MetadataSource } from "./metadata.ts";
import { type Profile, profileIn } from "./profile.ts";
import type { ProviderSettings } from "../config/identity_providers.ts";

// Public-key algorithms only: with HS256, everyone who knows the client secret could sign.
const ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"];
const CLOCK_TOLERANCE_SECONDS = 30;
const ID_TOKEN_AGE_MAX_SECONDS = 600;
const SCOPE = "openid email profile";

/** The values that tie the steps of one sign-in together. */
export interface Binding {
  redirectUri: string;
  codeVerifier: string;
  /** If it is undefined, the ID token must have none. */
  nonce: string | undefined;
}

/** A person who signed in at a provider. Only issuer and subject together identify them. */
export interface SignedInAtProvider {
  provider: string;
  issuer: string;
  subject: string;
  claims: oauth.IDToken;
  providerToken: string;
}

/** An identity provider (OpenID Connect, authorization code flow with PKCE). */
export class IdentityProvider {
  readonly #fetch: EndpointFetch;
  readonly #source: MetadataSource;
  readonly #isInsecure: boolean;
  #keys: { uri: string; select: ReturnType<typeof createRemoteJWKSet> } | null = null;

  constructor(
    readonly settings: ProviderSettings,
    options: { deadlineMs: number; now?: () => number },
  ) {
    const issuer = new URL(settings.issuer);
    this.#fetch = openEndpointFetch(issuer, options.deadlineMs);
    this.#source = new MetadataSource(issuer, this.#fetch, options.now);
    this.#isInsecure = issuer.protocol === "http:";
  }

  get name(): string {
    return this.settings.name;
  }

  /** Returns the address of the provider's sign-in page, which leads back to `redirectUri`. */
  async signInUrl(state: string, { redirectUri, codeVerifier, nonce }: Binding): Promise<URL> {
    const url = new URL((await this.#source.get()).authorization_endpoint);
    const parameters = {
      client_id: this.settings.clientId,
      response_type: "code",
      scope: SCOPE,
      redirect_uri: redirectUri,
      state,
      ...(nonce === undefined ? {} : { nonce }),
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url;
  }

  /** Finishes the sign-in of a browser that came back with these parameters. */
  async finishReturned(
    parameters: URLSearchParams,
    state: string,
    binding: Binding,
  ): Promise<SignedInAtProvider> {
    const metadata = await this.#source.get();
    return await this.#finish(metadata, parameters, state, binding);
  }

  /** Finishes the sign-in of an app that got a code. The app itself has checked `state` and `iss`. */
  async finishCode(code: string, binding: Binding): Promise<SignedInAtProvider> {
    const metadata = await this.#source.get();
    const parameters = new URLSearchParams({ code, iss: metadata.issuer });
    return await this.#finish(metadata, parameters, oauth.expectNoState, binding);
  }

  /** Returns the profile in the ID token, completed from UserInfo if it has no address. */
  async profileOf({ claims, subject, providerToken }: SignedInAtProvider): Promise<Profile> {
    const metadata = await this.#source.get();
    if (claims.email !== undefined || !metadata.userinfo_endpoint) return profileIn(claims);
    try {
      const response = await oauth.userInfoRequest(
        metadata,
        this.#client,
        providerToken,
        this.#options,
      );
      return profileIn({
        ...claims,
        ...await oauth.processUserInfoResponse(metadata, this.#client, subject, response),
      });
    } catch (error) {
      throw providerFailure(error);
    }
  }

  async #finish(
    metadata: Metadata,
    parameters: URLSearchParams,
    state: string | typeof oauth.expectNoState,
    { redirectUri, codeVerifier, nonce }: Binding,
  ): Promise<SignedInAtProvider> {
    try {
      const client = this.#client;
      const checked = oauth.validateAuthResponse(metadata, client, parameters, state);
      const response = await oauth.authorizationCodeGrantRequest(
        metadata,
        client,
        this.#authentication(metadata),
        checked,
        redirectUri,
        codeVerifier,
        this.#options,
      );
      const expected = {
        requireIdToken: true,
        ...(nonce === undefined ? {} : { expectedNonce: nonce }),
      };
      const tokens = await oauth.processAuthorizationCodeResponse(
        metadata,
        client,
        response,
        expected,
      );
      const claims = oauth.getValidatedIdTokenClaims(tokens)!;
      await this.#verifySignature(metadata, tokens.id_token!);
      if (!/^[\x20-\x7e]{1,255}$/.test(claims.sub)) throw refused();
      return {
        provider: this.name,
        issuer: claims.iss,
        subject: claims.sub,
        claims,
        providerToken: tokens.access_token,
      };
    } catch (error) {
      throw providerFailure(error);
    }
  }

  /** Checks the times of an ID token, and its signature (which OpenID Connect leaves optional). */
  async #verifySignature(metadata: Metadata, idToken: string): Promise<void> {
    if (this.#keys?.uri !== metadata.jwks_uri) {
      // No cooldown: only an exchange that the provider confirmed can cause a read of the keys.
      const options = { cooldownDuration: 0, [customFetch]: this.#fetch };
      const select = createRemoteJWKSet(new URL(metadata.jwks_uri), options);
      this.#keys = { uri: metadata.jwks_uri, select };
    }
    await jwtVerify(idToken, this.#keys.select, {
      issuer: metadata.issuer,
      audience: this.settings.clientId,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: ID_TOKEN_AGE_MAX_SECONDS,
      requiredClaims: ["sub", "exp", "iat"],
    });
  }

  get #client(): oauth.Client {
    return {
      client_id: this.settings.clientId,
      [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    };
  }

  get #options() {
    return {
      [oauth.customFetch]: this.#fetch,
      [oauth.allowInsecureRequests]: this.#isInsecure,
    };
  }

  #authentication(metadata: Metadata): oauth.ClientAuth {
    const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const { clientSecret } = this.settings;
    return methods.includes("client_secret_basic")
      ? oauth.ClientSecretBasic(clientSecret)
      : oauth.ClientSecretPost(clientSecret);
  }
}
