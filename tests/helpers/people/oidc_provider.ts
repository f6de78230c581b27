import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import Provider from "oidc-provider";
import { openOidcStore } from "./oidc_store.ts";

/** A response of the provider, which a test may change before it is sent. */
export interface ProviderAnswer {
  path: string;
  status: number;
  // deno-lint-ignore no-explicit-any -- whatever the provider answers
  body: any;
  set(name: string, value: string): void;
}

/** A person's account at the provider. */
export type ProviderAccount = { sub: string } & Record<string, unknown>;

/** A program that may send people to the provider. */
export interface ProviderClient {
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
}

/** The signing key of a provider. */
export interface SigningKey {
  kid: string;
  key: CryptoKey;
  publicJwk: JWK;
}

/** A certified OpenID provider in this process; a test can make it misbehave. */
export class TestProvider implements AsyncDisposable {
  /** The account that is signed in at the provider. */
  account: ProviderAccount = {
    sub: "sub-ada",
    email: "ada@example.org",
    email_verified: true,
    name: "Ada Lovelace",
    preferred_username: "ada.l",
  };
  /** Changes the provider's responses. */
  misbehave: (answer: ProviderAnswer) => void | Promise<void> = () => {};
  /** The requests that it received, as `METHOD /path`. */
  readonly requests: string[] = [];
  signing!: SigningKey;
  #handle: (request: unknown, response: unknown) => void = () => {};

  private constructor(
    readonly issuer: string,
    readonly clients: ProviderClient[],
    readonly server: Server,
  ) {}

  /** Starts a provider on its own port. */
  static async open(clients: ProviderClient[]): Promise<TestProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const provider = new TestProvider(`http://127.0.0.1:${port}`, clients, server);
    server.on("request", (request, response) => provider.#handle(request, response));
    await provider.rotateKeys();
    return provider;
  }

  /** Restarts with another signing key, without the old sessions and codes. */
  async rotateKeys(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const kid = crypto.randomUUID();
    const marks = { kid, use: "sig", alg: "RS256" };
    this.signing = { kid, key: privateKey, publicJwk: { ...await exportJWK(publicKey), ...marks } };
    this.#handle = this.#make({ ...await exportJWK(privateKey), ...marks });
  }

  /** Signs claims as the provider would. */
  sign(claims: Record<string, unknown>, kid = this.signing.kid): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(this.signing.key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #make(jwk: JWK) {
    const provider = new Provider(this.issuer, {
      adapter: openOidcStore(),
      jwks: { keys: [jwk] },
      cookies: { keys: ["a key for the provider's cookies"] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: PROFILE_CLAIMS },
      clients: this.clients.map(({ clientId, clientSecret, redirectUris }) => ({
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
      })),
      features: { devInteractions: { enabled: false } },
      interactions: {
        url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}`,
      },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ ...this.account, sub }),
      }),
      ttl: LIFE_TIMES,
      renderError: (koa: { body: unknown }, out: { error: string }) => {
        koa.body = out;
      },
    });
    provider.use(async (koa: Koa, next: () => Promise<void>) => {
      this.requests.push(`${koa.method} ${koa.path}`);
      if (koa.path.startsWith("/interaction/")) return await this.#interact(provider, koa);
      await next();
      await this.misbehave(koa);
    });
    return provider.callback();
  }

  /** Signs the account in and consents, at once. */
  async #interact(provider: Provider, koa: Koa): Promise<void> {
    koa.respond = false;
    const { params } = await provider.interactionDetails(koa.req, koa.res);
    const accountId = this.account.sub;
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope("openid email profile");
    const result = { login: { accountId }, consent: { grantId: await grant.save() } };
    await provider.interactionFinished(koa.req, koa.res, result);
  }
}

interface Koa extends ProviderAnswer {
  method: string;
  respond: boolean;
  req: unknown;
  res: unknown;
}

const PROFILE_CLAIMS = ["name", "preferred_username"];
const LIFE_TIMES = Object.fromEntries(
  ["AccessToken", "AuthorizationCode", "Grant", "IdToken", "Interaction", "Session"]
    .map((kind) => [kind, 600]),
);
