import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { PASSWORD, send } from "../../helpers/people/person.ts";
import { ADA, call, me } from "../../helpers/people/signing_in.ts";

Deno.test("an account is created and signed in, also under the older path", async () => {
  await using app = await startApp();
  const { data } = ok(await call(app, "/auth/register", ADA), 201);
  assertEquals(Object.keys(data), ["userId", "accessToken", "refreshToken", "expiresIn"]);
  assertEquals(data.expiresIn, 900);
  const { data: identity } = ok(await me(app, data.accessToken), 200);
  const { userId, username, email, fullName, roles, sessionId } = identity;
  assertEquals({ userId, username, email, fullName, roles }, {
    userId: data.userId,
    username: "ada",
    email: "ada@example.com",
    fullName: null,
    roles: ["user"],
  });
  assert(sessionId);
  const other = { ...ADA, username: "bob", email: "bob@example.com" };
  ok(await call(app, "/users", other), 201);
});

Deno.test("names and addresses are unique whatever their case", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", { ...ADA, username: "Ada", email: "Ada@Example.com" }), 201);
  const sameName = await call(app, "/auth/register", { ...ADA, username: "aDA", email: "a@b.org" });
  assertEquals(errorCode(sameName, 409), "conflict");
  assertEquals(sameName.body.error.details, { field: "username" });
  const sameMail = await call(app, "/auth/register", { ...ADA, username: "adam" });
  assertEquals(errorCode(sameMail, 409), "conflict");
  assertEquals(sameMail.body.error.details, { field: "email" });
});

Deno.test("of many requests for one name at once, one gets it", async () => {
  await using app = await startApp();
  const answers = await Promise.all(
    Array.from(
      { length: 6 },
      (_, n) => call(app, "/auth/register", { ...ADA, email: `ada${n}@example.com` }),
    ),
  );
  assertEquals(answers.map((answer) => answer.status).sort(), [201, 409, 409, 409, 409, 409]);
});

Deno.test("an account that breaks a rule is refused, and the error says which", async () => {
  await using app = await startApp();
  const wrong: [string, Record<string, unknown>][] = [
    ["username", { username: "ab" }],
    ["username", { username: "a".repeat(31) }],
    ["username", { username: "ada lovelace" }],
    ["username", { username: "ädä" }],
    ["email", { email: "ada" }],
    ["email", { email: `${"a".repeat(250)}@example.com` }],
    ["password", { password: "short" }],
    ["password", { password: "x".repeat(129) }],
    ["password", { password: "Password123" }],
    ["password", { password: "aaaaaaaaaa" }],
    ["password", { password: "qwertyuiop" }],
    ["password", { username: "adalovelace", password: "AdaLovelace" }],
    ["fullName", { fullName: "x".repeat(256) }],
    ["fullName", { fullName: 7 }],
  ];
  for (const [path, change] of wrong) {
    const answer = await call(app, "/auth/register", { ...ADA, ...change });
    assertEquals(errorCode(answer, 400), "validation_failed");
    assertEquals(answer.body.error.details[0].path, path, JSON.stringify(change));
  }
  for (const change of [{ roles: ["admin"] }, { fullName: "a\0b" }, { fullName: "\ud83d" }]) {
    const answer = await call(app, "/auth/register", { ...ADA, ...change });
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
});

Deno.test("a repeat under one Idempotency-Key gets the first response, tokens included", async () => {
  await using app = await startApp();
  const key = { "idempotency-key": crypto.randomUUID() };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call(app, "/auth/register", ADA, key)),
  );
  for (const answer of answers) assertEquals(ok(answer, 201).data, answers[0]!.data);
  ok(await me(app, answers[0]!.data.accessToken), 200);
  const other = { ...ADA, username: "bob", email: "bob@example.com" };
  const reused = await call(app, "/auth/register", other, key);
  assertEquals(errorCode(reused, 422), "idempotency_key_reused");
});

Deno.test("users sign in by name or by address, whatever the case and the keyboard", async () => {
  await using app = await startApp();
  // The same characters, composed in one and decomposed in the other.
  const [composed, decomposed] = ["Zürich am See", "Zu\u0308rich am See"];
  ok(await call(app, "/auth/register", { ...ADA, password: composed }), 201);
  for (const name of [{ username: "ADA" }, { email: "ADA@example.com" }]) {
    const { data } = ok(await call(app, "/auth/login", { ...name, password: decomposed }), 200);
    assertEquals(Object.keys(data), ["userId", "accessToken", "refreshToken", "expiresIn"]);
    ok(await me(app, data.accessToken), 200);
  }
});

Deno.test("a wrong password and an unknown account get the same response", async () => {
  await using app = await startApp();
  ok(await call(app, "/auth/register", ADA), 201);
  const wrong = await call(app, "/auth/login", { username: "ada", password: "not this one" });
  assertEquals(errorCode(wrong, 401), "unauthenticated");
  for (const name of [{ username: "nobody" }, { email: "nobody@example.com" }]) {
    assertSameAnswer(await call(app, "/auth/login", { ...name, password: "not this one" }), wrong);
  }
});

Deno.test("a sign-in names the account exactly once and nothing else", async () => {
  await using app = await startApp();
  const { email, username, password } = ADA;
  const bodies = [
    { password },
    { email, username, password },
    { email },
    { email, password, remember: true },
  ];
  for (const body of bodies) {
    assertEquals(errorCode(await call(app, "/auth/login", body), 400), "validation_failed");
  }
});

Deno.test("refresh tokens and passwords are not stored as plain text", async () => {
  await using app = await startApp();
  const { data } = ok(await call(app, "/auth/register", ADA), 201);
  const rows = await app.ctx.sql`
    select u::text || s::text || t::text as stored
    from users u, sessions s, refresh_tokens t` as unknown as { stored: string }[];
  for (const secret of [PASSWORD, data.refreshToken, data.accessToken]) {
    assert(!rows[0]!.stored.includes(secret));
  }
});

Deno.test("signing out ends the session at once, by the access token or the refresh token", async () => {
  await using app = await startApp();
  const [bob] = await app.people("bob");
  ok(await bob.post("/auth/logout"), 204);
  assertEquals(errorCode(await bob.get("/auth/me"), 401), "unauthenticated");
  assertEquals(errorCode(await bob.post("/auth/logout"), 401), "unauthenticated");
  const { data } = ok(await call(app, "/auth/register", ADA), 201);
  const { accessToken, refreshToken } = data;
  for (const path of ["/auth/revoke", "/auth/logout"]) {
    const expired = { authorization: "Bearer not.a.token" };
    ok(await call(app, path, { refreshToken }, expired), 204);
  }
  assertEquals(errorCode(await me(app, accessToken), 401), "unauthenticated");
  assertEquals(
    errorCode(await call(app, "/auth/refresh", { refreshToken }), 401),
    "unauthenticated",
  );
});

Deno.test("signing out needs a token of some session", async () => {
  await using app = await startApp();
  assertEquals(errorCode(await call(app, "/auth/logout"), 401), "unauthenticated");
  const unknown = await call(app, "/auth/logout", { refreshToken: "no-such-token" });
  assertEquals(errorCode(unknown, 401), "unauthenticated");
  const wrong = await call(app, "/auth/logout", { refreshToken: 7 });
  assertEquals(errorCode(wrong, 400), "validation_failed");
});

Deno.test("GET /auth/me needs a token", async () => {
  await using app = await startApp();
  assertEquals(errorCode(await send(app.fetch, "GET", "/api/v1/auth/me"), 401), "unauthenticated");
});
