import * as oauth from "oauth4webapi";
import { type EndpointFetch, requireEndpoint, unavailable } from "./endpoint_fetch.ts";
import { providerFailure } from "./failures.ts";

const FRESH_MS = 3_600_000;
const USABLE_MS = 24 * FRESH_MS;

/** The discovery document of a provider, with all endpoints that a sign-in needs. */
export type Metadata = oauth.AuthorizationServer & {
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
};

/** Reads the discovery document of an issuer on first use, and again after an hour. */
export class MetadataSource {
  #kept: { metadata: Metadata; readAt: number } | null = null;
  #reading: Promise<Metadata> | null = null;

  constructor(
    readonly issuer: URL,
    readonly fetch: EndpointFetch,
    readonly now: () => number = Date.now,
  ) {}

  /** Returns the document. While the provider is unreachable, the last one stays valid for a day. */
  async get(): Promise<Metadata> {
    const age = this.#kept ? this.now() - this.#kept.readAt : Infinity;
    if (this.#kept && age < FRESH_MS) return this.#kept.metadata;
    this.#reading ??= this.#read().finally(() => this.#reading = null);
    try {
      return await this.#reading;
    } catch (error) {
      if (this.#kept && age < USABLE_MS) return this.#kept.metadata;
      throw error;
    }
  }

  async #read(): Promise<Metadata> {
    try {
      const response = await oauth.discoveryRequest(this.issuer, {
        [oauth.customFetch]: this.fetch,
        [oauth.allowInsecureRequests]: this.issuer.protocol === "http:",
      });
      const metadata = requireEndpoints(
        this.issuer,
        await oauth.processDiscoveryResponse(this.issuer, response),
      );
      this.#kept = { metadata, readAt: this.now() };
      return metadata;
    } catch (error) {
      // A document of another issuer signs nobody in.
      const failure = providerFailure(error);
      throw failure.code === "unavailable" ? failure : unavailable("It is not the issuer");
    }
  }
}

function requireEndpoints(issuer: URL, given: oauth.AuthorizationServer): Metadata {
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = given;
  const needed = [authorization_endpoint, token_endpoint, jwks_uri];
  const all = userinfo_endpoint === undefined ? needed : [...needed, userinfo_endpoint];
  for (const endpoint of all) requireEndpoint(issuer, endpoint ?? "");
  return given as Metadata;
}
