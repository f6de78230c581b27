import { assertEquals } from "@std/assert";
import { ORIGIN, type TestApp } from "../app/app.ts";
import { type Answer, send } from "./person.ts";

const REDIRECTS_MAX = 10;

/** A browser that signs in with a provider, with the cookies of both sides. */
export class OAuthVisitor {
  readonly #ours = new Map<string, string>();
  readonly #theirs = new Map<string, string>();

  constructor(readonly app: TestApp) {}

  /** The `Cookie` header that this browser sends to the program. */
  get cookies(): string {
    return textOf(this.#ours);
  }

  /** Begins to sign in; returns the provider's address. */
  async begin(provider: string): Promise<URL> {
    const response = await this.app.fetch(`/api/v1/auth/oauth/${provider}`);
    assertEquals(response.status, 302, await response.text());
    keep(this.#ours, response);
    return new URL(response.headers.get("location")!);
  }

  /** Signs in and consents at the provider; returns the address to which it redirects. */
  async authorize(url: URL): Promise<URL> {
    const { origin } = url;
    for (let count = 0; count < REDIRECTS_MAX; count++) {
      const headers = { cookie: textOf(this.#theirs) };
      const response = await fetch(url, { headers, redirect: "manual" });
      const text = await response.text();
      keep(this.#theirs, response);
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${url.pathname}: ${response.status} ${text}`);
      url = new URL(location, url);
      if (url.origin !== origin) return url;
    }
    throw new Error("The provider sends the browser in circles");
  }

  /** Returns to the program with the provider's response. */
  async comeBack(url: URL, cookies = this.cookies): Promise<Answer> {
    assertEquals(url.origin, ORIGIN);
    const path = url.pathname + url.search;
    return await send(this.app.fetch, "GET", path, undefined, { cookie: cookies });
  }

  /** Signs in with a provider, from the first page to the last. */
  async signIn(provider: string): Promise<Answer> {
    return await this.comeBack(await this.authorize(await this.begin(provider)));
  }
}

function keep(jar: Map<string, string>, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [name, value] = cookie.split(";")[0]!.split("=", 2);
    if (value) jar.set(name!, value);
    else jar.delete(name!);
  }
}

function textOf(jar: Map<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}
