import { assert, assertEquals, assertMatch } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { PASSWORD } from "../../helpers/people/person.ts";
import { ADA, call, me } from "../../helpers/people/signing_in.ts";

const RIGHT = { grant_type: "password", username: "ada", password: PASSWORD };

Deno.test("a form signs in as OAuth clients do, by name or by address", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  for (const username of ["ada", "ADA", "ada@example.com", "Ada@Example.com"]) {
    const { status, body, headers } = await grant(app, { ...RIGHT, username });
    assertEquals(status, 200, JSON.stringify(body));
    assertEquals(Object.keys(body).sort(), [
      "access_token",
      "expires_in",
      "refresh_token",
      "scope",
      "token_type",
    ]);
    assertEquals([body.token_type, body.expires_in], ["bearer", 900]);
    assertEquals([headers.get("cache-control"), headers.get("pragma")], ["no-store", "no-cache"]);
    assertMatch(headers.get("content-type")!, /^application\/json/);
    assertEquals(ok(await me(app, body.access_token), 200).data.username, "ada");
    ok(await call(app, "/auth/refresh", { refreshToken: body.refresh_token }), 200);
  }
});

Deno.test("a form may have the extras of FastAPI's clients: a slash, empty fields, scopes, a client", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  const { grant_type: _, ...bare } = RIGHT;
  const forms: Record<string, string>[] = [
    { ...RIGHT, scope: "", client_id: "", client_secret: "" },
    { ...RIGHT, scope: "read write", client_id: "app", client_secret: "secret" },
    { ...RIGHT, userId: "00000000-0000-7000-8000-000000000000", roles: "admin" },
    bare,
  ];
  for (const form of forms) assertEquals((await grant(app, form)).status, 200);
  assertEquals((await grant(app, RIGHT, "/auth/login/")).status, 200);
  const utf8 = "application/x-www-form-urlencoded; charset=utf-8";
  assertEquals((await grant(app, RIGHT, "/auth/login", utf8)).status, 200);
  const roles = await app.ctx.sql<{ roles: string[] }[]>`select roles from users`;
  assertEquals(roles[0]!.roles, ["user"]);
});

Deno.test("a wrong password and an unknown account get the same response, in the form of RFC 6749", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  const wrong = await grant(app, { ...RIGHT, password: "not this one" });
  assertEquals(wrong.status, 400);
  assertEquals(wrong.body, {
    error: "invalid_grant",
    error_description: "Incorrect username, email address or password.",
  });
  assertEquals(wrong.headers.get("cache-control"), "no-store");
  for (const username of ["nobody", "nobody@example.com"]) {
    const { status, body } = await grant(app, { ...RIGHT, username });
    assertEquals({ status, body }, { status: 400, body: wrong.body });
  }
});

Deno.test("a wrong grant form gets an error in the terms of RFC 6749", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  const wrong: [string, string][] = [
    ["unsupported_grant_type", "grant_type=client_credentials&username=ada&password=x"],
    ["invalid_request", `grant_type=password&username=ada`],
    ["invalid_request", `grant_type=password&password=x`],
    ["invalid_request", `grant_type=password&username=&password=x`],
    ["invalid_request", ""],
    ["invalid_request", `grant_type=password&username=ada&username=bob&password=x`],
    ["invalid_request", `grant_type=password&username=no+such+name&password=x`],
    ["invalid_request", `grant_type=password&username=ada&password=%00`],
    ["invalid_request", "grant_type=password&username=\u00ff"],
  ];
  for (const [error, text] of wrong) {
    const { status, body } = await grant(app, text);
    assertEquals([text, status, body.error], [text, 400, error]);
    assertEquals(Object.keys(body), ["error", "error_description"]);
    assertMatch(body.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  }
  const large = await grant(app, { ...RIGHT, more: "x".repeat(70_000) });
  assertEquals([large.status, large.body.error], [413, "invalid_request"]);
  const sessions = await app.ctx.sql`select from sessions`;
  assertEquals(sessions.length, 1, "the one that registering opened");
});

Deno.test("only routes that take a grant respond in the form of RFC 6749", async () => {
  await using app = await startApp();
  const { status, body } = await grant(app, RIGHT, "/auth/register");
  assertEquals([status, body.error.code], [415, "unsupported_media_type"]);
  const json = await call(app, "/auth/login", RIGHT);
  assertEquals([json.status, json.body.error.code], [400, "validation_failed"]);
});

Deno.test("an Idempotency-Key stores no tokens of a grant: each request gets its own", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "idempotency-key": crypto.randomUUID(),
  };
  const body = new URLSearchParams(RIGHT).toString();
  const answers = [];
  for (let n = 0; n < 2; n++) {
    const answer = await app.fetch("/api/v1/auth/login", { method: "POST", headers, body });
    answers.push(await answer.json());
  }
  assert(answers[0].refresh_token && answers[0].refresh_token !== answers[1].refresh_token);
});

async function grant(
  app: TestApp,
  form: Record<string, string> | string,
  path = "/auth/login",
  type = "application/x-www-form-urlencoded",
) {
  const body = typeof form === "string" ? form : new URLSearchParams(form).toString();
  const response = await app.fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": type },
    // One byte for each character: not all bytes are UTF-8.
    body: Uint8Array.from(body, (character) => character.charCodeAt(0)),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
