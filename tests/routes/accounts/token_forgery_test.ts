import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeAdmins, withToken } from "../../helpers/people/admins.ts";
import { ok } from "../../helpers/people/steps.ts";
import { type Forge, forgedTokens, sign } from "../../helpers/people/forged_tokens.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";
import { call } from "../../helpers/people/signing_in.ts";

const RIGHT = { alg: "HS256", typ: "at+jwt" };

Deno.test("none of more than sixty forged tokens is accepted, nor reveals anything", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const forge = await forgeOf(app, ada, bob);
  const forged = forgedTokens(forge);
  assert(forged.length >= 60);
  assertEquals(new Set(forged.map(([name]) => name)).size, forged.length);
  const accepted: string[] = [];
  for (const [name, token] of forged) {
    for (const [method, path] of [["GET", "/auth/me"], ["GET", "/feed/public"]] as const) {
      const answer = await send(app.fetch, method, `/api/v1${path}`, undefined, {
        authorization: `Bearer ${token}`,
      });
      if (answer.status !== 401 || answer.data !== undefined) {
        accepted.push(`${name}: ${method} ${path} answered ${answer.status}`);
      }
    }
  }
  assertEquals(accepted, []);
});

Deno.test("the real token that was forged is accepted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { key, claims } = await forgeOf(app, ada, bob);
  for (const token of [ada.accessToken, sign(key, RIGHT, claims)]) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = ok(await send(app.fetch, "GET", "/api/v1/auth/me", undefined, headers), 200);
    assertEquals(answer.data.userId, ada.id);
  }
});

Deno.test("a valid token works in one place only: alone, in one Authorization header", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const good = ada.accessToken;
  const headers: [string, Record<string, string>][] = [
    ["no header", {}],
    ["an empty header", { authorization: "" }],
    ["no scheme", { authorization: good }],
    ["another scheme", { authorization: `Basic ${good}` }],
    ["a scheme with a token", { authorization: `Token ${good}` }],
    ["two tokens", { authorization: `Bearer ${good}, Bearer ${good}` }],
    ["two tokens and a space", { authorization: `Bearer ${good} ${good}` }],
    ["two spaces", { authorization: `Bearer  ${good}` }],
    ["a tab", { authorization: `Bearer\t${good}` }],
    ["a colon", { authorization: `Bearer: ${good}` }],
    ["letters of another script", { authorization: `B\u00e9arer ${good}` }],
    ["a no-break space", { authorization: `Bearer\u00a0${good}` }],
    ["a byte after it", { authorization: `Bearer ${good}\u00ff` }],
    ["a cookie", { cookie: `token=${good}; accessToken=${good}; session=${good}` }],
    ["another header", { "x-access-token": good, "proxy-authorization": `Bearer ${good}` }],
    ["a header of a proxy", { "x-forwarded-user": ada.id, "x-user-id": ada.id }],
  ];
  for (const [name, given] of headers) {
    const answer = await send(app.fetch, "GET", "/api/v1/auth/me", undefined, given);
    assertEquals(answer.status, 401, name);
  }
  for (const name of ["token", "access_token", "accessToken", "authorization", "jwt"]) {
    const query = new URLSearchParams({ [name]: good });
    const answer = await send(app.fetch, "GET", `/api/v1/auth/me?${query}`);
    assertEquals(answer.status, 401, name);
    const form = new URLSearchParams({ [name]: good });
    const posted = await app.fetch("/api/v1/auth/logout", { method: "POST", body: form });
    assert(posted.status >= 400, name);
    await posted.body?.cancel();
  }
  const twice = new Headers({ authorization: `Bearer ${good}` });
  twice.append("authorization", `Bearer ${good}`);
  const answer = await app.fetch("/api/v1/auth/me", { headers: twice });
  assertEquals(answer.status, 401);
  await answer.body?.cancel();
  ok(await ada.get("/auth/me"), 200);
});

Deno.test("no secret replaces another: refresh tokens, tickets, passwords, ids, API tokens", async () => {
  await using app = await startApp();
  const [ada, bob, root] = await app.people("ada", "bob", "rosa");
  await makeAdmins(app, root);
  const holder = await withToken(root, ada, ["read"]);
  const gone = await withToken(root, ada, ["read"]);
  ok(await ada.delete(`/auth/tokens/${gone.tokenId}`), 204);
  const others = await withToken(root, bob, ["read"]);
  const { ticket } = ok(await ada.post("/realtime/ticket"), 201).data;
  const { sessionId } = ok(await ada.get("/auth/me"), 200).data;
  const api = holder.accessToken;
  const { key, claims } = await forgeOf(app, ada, bob);
  const wrong: [string, string][] = [
    ["a refresh token", ada.refreshToken],
    ["a ticket", ticket],
    ["a password", PASSWORD.replaceAll(" ", "")],
    ["the id of a user", ada.id],
    ["the id of a session", sessionId],
    ["the id of an API token", holder.tokenId],
    ["an API token that was revoked", gone.accessToken],
    ["an API token without its beginning", api.slice(5)],
    ["an API token with its beginning in capitals", `TINT_${api.slice(5)}`],
    ["an API token in capitals", api.toUpperCase()],
    ["an API token cut short", api.slice(0, -1)],
    ["an API token that goes on", `${api}A`],
    ["an API token with another secret", `${api.slice(0, -4)}AAAA`],
    ["the id of one with the secret of another", api.slice(0, 27) + others.accessToken.slice(27)],
    ["an API token with padding", `${api}=`],
    ["an API token in the standard alphabet", `${api.slice(0, -2)}+/`],
    ["an API token of zeros", `tint_${"A".repeat(64)}`],
    ["an API token with the id of a session", api.slice(0, 5) + idPart(sessionId) + api.slice(27)],
    ["a JWT for an API token", sign(key, RIGHT, { ...claims, sid: holder.tokenId })],
  ];
  for (const [name, token] of wrong) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await send(app.fetch, "GET", "/api/v1/auth/me", undefined, headers);
    assertEquals([name, answer.status], [name, 401]);
  }
  for (const refreshToken of [ada.accessToken, api, ticket, sessionId]) {
    const { status } = await call(app, "/auth/refresh", { refreshToken });
    assert(status === 401 || status === 400 && refreshToken.length > 200);
  }
  for (const used of [ada.accessToken, api, ada.refreshToken]) {
    const query = new URLSearchParams({ topics: "user", ticket: used.slice(0, 200) });
    const answer = await send(app.fetch, "GET", `/api/v1/events?${query}`);
    assertEquals(answer.status, 401);
  }
  ok(await holder.get("/auth/me"), 200);
});

async function forgeOf(app: TestApp, ada: Person, bob: Person): Promise<Forge> {
  const sessionOf = async (person: Person): Promise<string> =>
    ok(await person.get("/auth/me"), 200).data.sessionId;
  const { data } = ok(await call(app, "/auth/login", { username: "ada", password: PASSWORD }), 200);
  const headers = { authorization: `Bearer ${data.accessToken}` };
  const me = ok(await send(app.fetch, "GET", "/api/v1/auth/me", undefined, headers), 200).data;
  ok(await ada.delete(`/auth/sessions/${me.sessionId}`), 204);
  const now = Math.floor(Date.now() / 1000);
  return {
    key: app.ctx.keys.accessTokens,
    good: ada.accessToken,
    claims: {
      sid: await sessionOf(ada),
      sub: ada.id,
      iss: "tintype",
      aud: "tintype-api",
      iat: now,
      exp: now + 600,
    },
    other: { userId: bob.id, sessionId: await sessionOf(bob) },
    revokedSessionId: me.sessionId,
  };
}

/**
 * Returns an id as at the beginning of an API token: the last character has a part of the secret.
 */
function idPart(id: string): string {
  const bytes = Uint8Array.fromHex(id.replaceAll("-", "") + "0000");
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true }).slice(0, 22);
}
