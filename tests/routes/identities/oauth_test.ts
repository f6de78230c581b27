import { assert, assertEquals } from "@std/assert";
import * as oauth4webapi from "oauth4webapi";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import {
  APP_REDIRECT,
  type OAuthApp,
  ODD_REDIRECT,
  startOAuthApp,
} from "../../helpers/people/oauth_app.ts";
import { mailedCode } from "../../helpers/app/mails.ts";
import type { OAuthVisitor } from "../../helpers/people/oauth_visitor.ts";
import { PASSWORD } from "../../helpers/people/person.ts";
import { call, me } from "../../helpers/people/signing_in.ts";

/** Returns a code for an app, with the values that the app sends with it. */
async function appCode(
  visitor: OAuthVisitor,
  { provider }: OAuthApp,
  nonce?: string,
  redirectUri = APP_REDIRECT,
) {
  const codeVerifier = oauth4webapi.generateRandomCodeVerifier();
  const url = new URL(`${provider.issuer}/auth`);
  url.search = new URLSearchParams({
    client_id: "tintype",
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: redirectUri,
    code_challenge: await oauth4webapi.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    ...(nonce === undefined ? {} : { nonce }),
  }).toString();
  const code = (await visitor.authorize(url)).searchParams.get("code")!;
  return { code, codeVerifier, redirectUri };
}

const post = ({ app }: OAuthApp, body: unknown) => call(app, "/auth/oauth/test", body);

Deno.test("a new person gets an account by signing in with a provider, and the same one next time", async () => {
  await using oauth = await startOAuthApp();
  const { data } = ok(await oauth.visitor().signIn("test"), 200);
  assertEquals(Object.keys(data), ["userId", "accessToken", "refreshToken", "expiresIn"]);
  const identity = ok(await me(oauth.app, data.accessToken), 200).data;
  const { username, email, emailVerified, fullName } = identity;
  assertEquals({ username, email, emailVerified, fullName }, {
    username: "ada.l",
    email: "ada@example.org",
    emailVerified: true,
    fullName: "Ada Lovelace",
  });
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, data.userId);
  ok(await call(oauth.app, "/auth/refresh", { refreshToken: data.refreshToken }), 200);
});

Deno.test("a missing name, or one in use, stops nobody from signing in", async () => {
  await using oauth = await startOAuthApp();
  await oauth.app.people("ada.l", "ada_lovelace");
  const { account } = oauth.provider;
  const usernameOf = async (change: Record<string, unknown>) => {
    const sub = crypto.randomUUID();
    oauth.provider.account = { ...account, sub, email: `${sub}@example.org`, ...change };
    const { accessToken } = ok(await oauth.visitor().signIn("test"), 200).data;
    return ok(await me(oauth.app, accessToken), 200).data.username as string;
  };
  assert(/^ada\.l_[0-9a-f]{4}$/.test(await usernameOf({})));
  const byName = await usernameOf({ preferred_username: "ada@example.org" });
  assert(/^ada_lovelace_[0-9a-f]{4}$/.test(byName), byName);
  const nameless = await usernameOf({ preferred_username: "李", name: 7 });
  assert(/^user_[0-9a-f]{4}$/.test(nameless), nameless);
});

Deno.test("of many first sign-ins at once, one creates the account", async () => {
  await using oauth = await startOAuthApp();
  const urls = await Promise.all(Array.from({ length: 6 }, async () => {
    const visitor = oauth.visitor();
    return { visitor, url: await visitor.authorize(await visitor.begin("test")) };
  }));
  const answers = await Promise.all(urls.map(({ visitor, url }) => visitor.comeBack(url)));
  assert(answers.every(({ status }) => status === 200 || status === 409));
  const ids = answers.filter(({ status }) => status === 200).map(({ data }) => data.userId);
  assertEquals(new Set(ids).size, 1);
  const [users] = await oauth.app.ctx.sql<{ count: number }[]>`select count(*)::int from users`;
  assertEquals(users!.count, 1);
});

Deno.test("an app signs in with its own code, verifier and redirect address", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const { userId } = ok(await post(oauth, await appCode(visitor, oauth)), 200).data;
  const given = { ...await appCode(visitor, oauth, "the app's own"), nonce: "the app's own" };
  assertEquals(ok(await post(oauth, given), 200).data.userId, userId);
  assertEquals(errorCode(await post(oauth, given), 401), "unauthenticated");
  assertEquals(ok(await visitor.signIn("test"), 200).data.userId, userId);
});

Deno.test("an app's code is worth nothing with another verifier or nonce", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const wrongs = [
    { ...await appCode(visitor, oauth), codeVerifier: "v".repeat(43) },
    { ...await appCode(visitor, oauth), code: "made-up" },
    { ...await appCode(visitor, oauth), nonce: "not asked for" },
    { ...await appCode(visitor, oauth, "asked for"), nonce: "another" },
    // The ID token has a nonce, but the app does not send it.
    await appCode(visitor, oauth, "asked for"),
  ];
  for (const wrong of wrongs) {
    assertEquals(errorCode(await post(oauth, wrong), 401), "unauthenticated");
  }
});

Deno.test("redirect addresses are accepted exactly as configured", async () => {
  await using oauth = await startOAuthApp();
  const good = await appCode(oauth.visitor(), oauth);
  const wrongs = [
    `${APP_REDIRECT}/`,
    `${APP_REDIRECT}?next=1`,
    `${APP_REDIRECT}#top`,
    `${APP_REDIRECT}/../signed-in`,
    `${APP_REDIRECT}.evil.example`,
    APP_REDIRECT.replace("https", "http"),
    APP_REDIRECT.replace("app.", "ada:pw@app."),
    APP_REDIRECT.replace("app.example.com", "app.example.com@evil.example"),
    APP_REDIRECT.replace("app.example.com", "APP.example.com"),
    APP_REDIRECT.replace("app.example.com", "app.example.com:443"),
    APP_REDIRECT.replace("signed-in", "%73igned-in"),
    "http://localhost:8000/api/v1/auth/oauth/test/callback",
  ];
  for (const redirectUri of wrongs) {
    const answer = await post(oauth, { ...good, redirectUri });
    assertEquals(errorCode(answer, 422), "unprocessable", redirectUri);
  }
  ok(await post(oauth, good), 200);
  ok(await post(oauth, await appCode(oauth.visitor(), oauth, undefined, ODD_REDIRECT)), 200);
});

Deno.test("bodies are strict", async () => {
  await using oauth = await startOAuthApp();
  const good = { code: "c", codeVerifier: "v".repeat(43), redirectUri: APP_REDIRECT };
  const wrongs = [
    {},
    { ...good, codeVerifier: "short" },
    { ...good, codeVerifier: "ü".repeat(43) },
    { ...good, code: "" },
    { ...good, userId: crypto.randomUUID() },
    { ...good, issuer: "https://evil.example" },
  ];
  for (const body of wrongs) {
    assertEquals(errorCode(await post(oauth, body), 400), "validation_failed");
  }
  const continued = await call(oauth.app, "/auth/oauth/test/continue", { continueToken: "x" });
  assertEquals(errorCode(continued, 400), "validation_failed");
});

Deno.test("a suspended account gets the reason, and no tokens", async () => {
  await using oauth = await startOAuthApp();
  const { userId } = ok(await oauth.visitor().signIn("test"), 200).data;
  const { ctx } = oauth.app;
  await transact(ctx.db, (tx) => setSuspended(tx, userId, true));
  assertEquals(errorCode(await oauth.visitor().signIn("test"), 403), "account_suspended");
  await transact(ctx.db, (tx) => setSuspended(tx, userId, false));
  ok(await oauth.visitor().signIn("test"), 200);
});

Deno.test("an account that came from a provider has no password, and none opens it", async () => {
  await using oauth = await startOAuthApp();
  ok(await oauth.visitor().signIn("test"), 200);
  for (const password of ["", PASSWORD, "null", "undefined"]) {
    const answer = await call(oauth.app, "/auth/login", { username: "ada.l", password });
    assertEquals(errorCode(answer, 401), "unauthenticated");
    const unknown = await call(oauth.app, "/auth/login", { username: "nobody", password });
    assertEquals(answer.body.error.message, unknown.body.error.message);
  }
  const taken = { username: "someone", email: "ada@example.org", password: PASSWORD };
  assertEquals(errorCode(await call(oauth.app, "/auth/register", taken), 409), "conflict");
});

Deno.test("a user who came from a provider sets a password with a code, and signs in either way", async () => {
  await using oauth = await startOAuthApp();
  const { userId } = ok(await oauth.visitor().signIn("test"), 200).data;
  const email = "ada@example.org";
  const code = await mailedCode(oauth.app, { purpose: "reset_password", email }, { to: email });
  const newPassword = "a lake in winter";
  ok(await call(oauth.app, "/security/password/reset", { email, code, newPassword }), 204);
  const login = await call(oauth.app, "/auth/login", { email, password: newPassword });
  assertEquals(ok(login, 200).data.userId, userId);
  assertEquals(ok(await oauth.visitor().signIn("test"), 200).data.userId, userId);
});
