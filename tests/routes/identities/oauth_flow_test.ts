import { assert, assertEquals, assertMatch } from "@std/assert";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { OTHER_CLIENT, startOAuthApp } from "../../helpers/people/oauth_app.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("a browser is sent to the provider with state, nonce and an S256 challenge", async () => {
  await using oauth = await startOAuthApp();
  const response = await oauth.app.fetch("/api/v1/auth/oauth/test");
  assertEquals(response.status, 302);
  assertEquals(response.headers.get("cache-control"), "private, no-store");
  const url = new URL(response.headers.get("location")!);
  assertEquals(url.origin, oauth.provider.issuer);
  const { state, nonce, code_challenge: challenge, ...rest } = Object.fromEntries(url.searchParams);
  for (const secret of [state, nonce, challenge]) assertMatch(secret!, /^[\w-]{43}$/);
  assertEquals(rest, {
    client_id: "tintype",
    response_type: "code",
    scope: "openid email profile",
    redirect_uri: "http://localhost:8000/api/v1/auth/oauth/test/callback",
    code_challenge_method: "S256",
  });
  const [cookie] = response.headers.getSetCookie();
  assertMatch(
    cookie!,
    /^tintype_oauth_[0-9a-f]{16}=[\w-]{43}; Max-Age=600; Path=\/api\/v1\/auth\/oauth; HttpOnly; SameSite=Lax$/,
  );
});

Deno.test("the cookie is for https alone if the program is", async () => {
  await using oauth = await startOAuthApp({ PUBLIC_URL: "https://photos.example.com" });
  const response = await oauth.app.fetch("/api/v1/auth/oauth/test");
  assertMatch(response.headers.getSetCookie()[0]!, /; Secure/);
  const url = new URL(response.headers.get("location")!);
  assertEquals(
    url.searchParams.get("redirect_uri"),
    "https://photos.example.com/api/v1/auth/oauth/test/callback",
  );
});

Deno.test("a missing, wrong, replayed or expired state signs nobody in", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const url = await visitor.authorize(await visitor.begin("test"));
  const changed = (change: (parameters: URLSearchParams) => void) => {
    const copy = new URL(url);
    change(copy.searchParams);
    return copy;
  };
  const wrongs = [
    changed((parameters) => parameters.delete("state")),
    changed((parameters) => parameters.set("state", "")),
    changed((parameters) => parameters.set("state", "A".repeat(43))),
    changed((parameters) => parameters.set("state", `${parameters.get("state")}A`)),
  ];
  for (const wrong of wrongs) {
    assertEquals(errorCode(await visitor.comeBack(wrong), 401), "unauthenticated");
  }
  const cookies = visitor.cookies;
  ok(await visitor.comeBack(url), 200);
  assertEquals(errorCode(await visitor.comeBack(url, cookies), 401), "unauthenticated");
  const late = await visitor.authorize(await visitor.begin("test"));
  await oauth.app.ctx.sql`update oauth_flows set expires_at = now() - interval '1 second'`;
  assertEquals(errorCode(await visitor.comeBack(late), 401), "unauthenticated");
});

Deno.test("a callback works only in the browser that began the sign-in", async () => {
  await using oauth = await startOAuthApp();
  const [ada, eve] = [oauth.visitor(), oauth.visitor()];
  const url = await ada.authorize(await ada.begin("test"));
  await eve.begin("test");
  const name = ada.cookies.split("=")[0]!;
  const values = eve.cookies.split("=")[1]!;
  for (const cookies of ["", eve.cookies, `${name}=${values}`, `${name}=`]) {
    assertEquals(errorCode(await eve.comeBack(url, cookies), 401), "unauthenticated", cookies);
  }
  // Others' tries have not used it up.
  ok(await ada.comeBack(url), 200);
});

Deno.test("two tabs sign in without disturbing each other, and of many requests at once one succeeds", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const [one, two] = [await visitor.begin("test"), await visitor.begin("test")];
  ok(await visitor.comeBack(await visitor.authorize(one)), 200);
  const url = await visitor.authorize(two);
  const answers = await Promise.all(Array.from({ length: 10 }, () => visitor.comeBack(url)));
  assertEquals(answers.filter(({ status }) => status === 200).length, 1);
  assert(answers.every(({ status }) => status === 200 || status === 401));
});

Deno.test("a code works once, for its own client, sign-in and redirect address", async () => {
  await using oauth = await startOAuthApp();
  const [ada, eve] = [oauth.visitor(), oauth.visitor()];
  const first = await ada.authorize(await ada.begin("test"));
  const withCode = async (code: string) => {
    const url = await eve.authorize(await eve.begin("test"));
    url.searchParams.set("code", code);
    return errorCode(await eve.comeBack(url), 401);
  };
  // Injected into another sign-in, it does not fit the verifier.
  assertEquals(await withCode(first.searchParams.get("code")!), "unauthenticated");
  const used = await ada.authorize(await ada.begin("test"));
  ok(await ada.comeBack(used), 200);
  assertEquals(await withCode(used.searchParams.get("code")!), "unauthenticated");
  assertEquals(await withCode("made-up"), "unauthenticated");
  const others = await ada.begin("test");
  others.searchParams.set("client_id", OTHER_CLIENT.clientId);
  const code = (await ada.authorize(others)).searchParams.get("code")!;
  assertEquals(await withCode(code), "unauthenticated");
  const without = await eve.authorize(await eve.begin("test"));
  without.searchParams.delete("code");
  assertEquals(errorCode(await eve.comeBack(without), 401), "unauthenticated");
});

Deno.test("a response of one provider is worth nothing at another", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const before = oauth.provider.requests.length;
  const atOther = await visitor.authorize(await visitor.begin("other"));
  const mixed = new URL(atOther.href.replace("/oauth/other/", "/oauth/test/"));
  for (const iss of [oauth.other.issuer, oauth.provider.issuer]) {
    mixed.searchParams.set("iss", iss);
    assertEquals(errorCode(await visitor.comeBack(mixed), 401), "unauthenticated");
  }
  const url = await visitor.authorize(await visitor.begin("test"));
  for (const iss of [oauth.other.issuer, "https://evil.example", `${oauth.provider.issuer}/`, ""]) {
    const wrong = await visitor.authorize(await visitor.begin("test"));
    wrong.searchParams.set("iss", iss);
    assertEquals(errorCode(await visitor.comeBack(wrong), 401), "unauthenticated", iss);
  }
  const without = await visitor.authorize(await visitor.begin("test"));
  without.searchParams.delete("iss");
  assertEquals(errorCode(await visitor.comeBack(without), 401), "unauthenticated");
  const twice = await visitor.authorize(await visitor.begin("test"));
  twice.searchParams.append("iss", oauth.other.issuer);
  assertEquals(errorCode(await visitor.comeBack(twice), 401), "unauthenticated");
  const exchanged = oauth.provider.requests.slice(before).filter((one) => one === "POST /token");
  assertEquals(exchanged, []);
  ok(await visitor.comeBack(url), 200);
});

Deno.test("a user who refuses at the provider is not signed in, and can begin again", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const url = await visitor.authorize(await visitor.begin("test"));
  url.searchParams.delete("code");
  url.searchParams.set("error", "access_denied");
  url.searchParams.set("error_description", "<script>");
  const answer = await visitor.comeBack(url);
  assertEquals(errorCode(answer, 401), "unauthenticated");
  assert(!JSON.stringify(answer.body).includes("script"));
  ok(await visitor.signIn("test"), 200);
});

Deno.test("a provider that is not configured does not exist", async () => {
  await using oauth = await startOAuthApp();
  for (const name of ["google", "nobody", "Test", "test%2f", "__proto__", "toString"]) {
    for (const path of [name, `${name}/callback?state=x&code=y`]) {
      const answer = await send(oauth.app.fetch, "GET", `/api/v1/auth/oauth/${path}`);
      assertEquals(errorCode(answer, 404), "not_found", path);
    }
    const body = { code: "x", codeVerifier: "v".repeat(43), redirectUri: "https://a.example" };
    const answer = await send(oauth.app.fetch, "POST", `/api/v1/auth/oauth/${name}`, body);
    assertEquals(errorCode(answer, 404), "not_found", name);
  }
});

Deno.test("the secrets of a sign-in are not readable in the database", async () => {
  await using oauth = await startOAuthApp();
  const visitor = oauth.visitor();
  const url = await visitor.begin("test");
  const [row] = await oauth.app.ctx.sql<{ stored: string; sealed: Uint8Array }[]>`
    select f::text as stored, sealed from oauth_flows f`;
  const stored = `${row!.stored} ${new TextDecoder().decode(row!.sealed)}`;
  const secrets = [url.searchParams.get("state")!, url.searchParams.get("nonce")!];
  for (const secret of [...secrets, visitor.cookies.split("=")[1]!]) {
    assert(!stored.includes(secret));
  }
});
