import { assertEquals } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { startOAuthApp } from "../../helpers/people/oauth_app.ts";
import type { ProviderAnswer } from "../../helpers/people/oidc_provider.ts";
import { send } from "../../helpers/people/person.ts";

type Break = (answer: ProviderAnswer) => void | Promise<void>;

const HUGE = { access_token: "a".repeat(300_000), token_type: "Bearer" };

const BREAKS: Record<string, Break> = {
  "answers 500": (answer) => {
    answer.status = 500;
  },
  "answers 500 in text": (answer) => {
    answer.status = 500;
    answer.body = "<h1>Oops</h1>";
  },
  "is huge": (answer) => {
    answer.body = { ...answer.body, ...HUGE };
  },
  "is no JSON": (answer) => {
    answer.body = "<h1>Hello</h1>";
  },
  "is broken JSON": (answer) => {
    answer.body = '{"access_token":';
    answer.set("content-type", "application/json");
  },
  "is a list": (answer) => {
    answer.body = JSON.stringify([answer.body]);
    answer.set("content-type", "application/json");
  },
  "sends elsewhere": (answer) => {
    answer.status = 307;
    answer.set("location", "/token");
  },
  "has no JWT": (answer) => {
    answer.body = { ...answer.body, id_token: "not.a.token" };
  },
  "does not know us": (answer) => {
    answer.status = 401;
    answer.body = { error: "invalid_client" };
  },
};

Deno.test("a broken token endpoint signs nobody in, and the next try works", async () => {
  await using oauth = await startOAuthApp();
  for (const [name, breaking] of Object.entries(BREAKS)) {
    oauth.provider.misbehave = (answer) => answer.path === "/token" ? breaking(answer) : undefined;
    const answer = await oauth.visitor().signIn("test");
    assertEquals([name, answer.status], [name, name === "is a list" ? 401 : 503]);
    assertEquals(answer.data, undefined);
  }
  oauth.provider.misbehave = () => {};
  ok(await oauth.visitor().signIn("test"), 200);
});

Deno.test("a provider that does not respond in time is given up", async () => {
  await using oauth = await startOAuthApp({ OIDC_TIMEOUT_MS: "300" });
  const { provider } = oauth;
  const holding = () => {
    const { promise, resolve: release } = Promise.withResolvers<void>();
    return { promise, release };
  };
  for (const path of ["/.well-known/openid-configuration", "/token", "/jwks", "/me"]) {
    const { promise, release } = holding();
    provider.misbehave = (answer) => answer.path === path ? promise : undefined;
    const answer = path.startsWith("/.well-known")
      ? await send(oauth.app.fetch, "GET", "/api/v1/auth/oauth/test")
      : await oauth.visitor().signIn("test");
    assertEquals([path, errorCode(answer, 503)], [path, "unavailable"]);
    release();
  }
  provider.misbehave = () => {};
  ok(await oauth.visitor().signIn("test"), 200);
});

Deno.test("no request goes to a provider with a wrong discovery document", async () => {
  await using oauth = await startOAuthApp();
  const { provider } = oauth;
  const wrongs: Record<string, unknown>[] = [
    { issuer: oauth.other.issuer },
    { issuer: "https://accounts.google.com" },
    { token_endpoint: "http://169.254.169.254/token" },
    { token_endpoint: "https://internal.example/token" },
    { jwks_uri: "file:///etc/passwd" },
    { jwks_uri: undefined },
    { userinfo_endpoint: "https://10.0.0.1/me" },
    { authorization_endpoint: "javascript:alert(1)" },
    { authorization_endpoint: `${provider.issuer.replace("//", "//ada:secret@")}/auth` },
  ];
  for (const wrong of wrongs) {
    provider.misbehave = (answer) => {
      if (answer.path.endsWith("openid-configuration")) answer.body = { ...answer.body, ...wrong };
    };
    const answer = await send(oauth.app.fetch, "GET", "/api/v1/auth/oauth/test");
    assertEquals(errorCode(answer, 503), "unavailable", JSON.stringify(wrong));
    assertEquals(answer.headers.get("retry-after"), "2");
  }
  provider.misbehave = () => {};
  ok(await oauth.visitor().signIn("test"), 200);
});
