import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";

/** Returns the same person with one more session. */
async function signedInAgain(
  app: TestApp,
  person: Person,
  headers: Record<string, string> = {},
  env?: unknown,
): Promise<Person> {
  const fetch = async (path: string, init?: RequestInit) =>
    await app.app.fetch(new Request(new URL(path, "http://localhost:8000"), init), env as never);
  const body = { username: person.name, password: PASSWORD };
  const { data } = ok(await send(fetch, "POST", "/api/v1/auth/login", body, headers), 200);
  return new Person(app.fetch, person.name, person.id, data.accessToken, data.refreshToken);
}

const connection = (hostname: string) => ({
  remoteAddr: { transport: "tcp", hostname, port: 4711 },
});

Deno.test("a person sees their own sessions, newest first, and which one is the current", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada", "bob");
  const headers = { "user-agent": "a".repeat(400), "x-forwarded-for": "6.6.6.6" };
  const phone = await signedInAgain(app, ada, headers, connection("192.0.2.7"));
  const { data } = ok(await phone.get("/auth/sessions"), 200);
  const [newest, oldest] = data.sessions;
  assertEquals(data.sessions.length, 2);
  assertEquals([newest.current, oldest.current], [true, false]);
  assertEquals([newest.ip, newest.userAgent], ["192.0.2.7", "a".repeat(300)]);
  const days = (Date.parse(newest.expiresAt) - Date.parse(newest.createdAt)) / 86_400_000;
  assert(days > 29.9 && days < 30.1);
  assertEquals(Object.keys(newest).sort(), [
    "createdAt",
    "current",
    "expiresAt",
    "ip",
    "lastUsedAt",
    "sessionId",
    "userAgent",
  ]);
});

Deno.test("the last entry of a trusted proxy's header is the address", async () => {
  await using app = await startApp({ env: { TRUSTED_PROXY_HEADER: "x-forwarded-for" } });
  const [ada] = await app.people("ada");
  const forwarded = { "x-forwarded-for": "6.6.6.6, 198.51.100.9" };
  const phone = await signedInAgain(app, ada, forwarded, connection("192.0.2.7"));
  const { data } = ok(await phone.get("/auth/sessions"), 200);
  assertEquals(data.sessions[0].ip, "198.51.100.9");
});

Deno.test("a refresh renews the session and records its origin", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await app.ctx.sql`update sessions set last_used_at = '2026-01-20T00:00:00Z',
    expires_at = now() + interval '1 day'`;
  const { refreshToken } = ada;
  const agent = { "user-agent": "a new phone" };
  ok(await send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken }, agent), 200);
  const [session] = ok(await ada.get("/auth/sessions"), 200).data.sessions;
  assertEquals(session.userAgent, "a new phone");
  assert(Date.parse(session.lastUsedAt) > Date.parse("2026-01-20T00:00:00Z"));
  assert(Date.parse(session.expiresAt) > Date.now() + 29 * 86_400_000);
});

Deno.test("sessions are a list of pages without ended ones", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (let n = 0; n < 4; n++) await signedInAgain(app, ada);
  const all = await walkList(ada, "/auth/sessions", "sessions", 2);
  assertEquals(all.length, 5);
  assertEquals(new Set(all.map((session) => session.sessionId)).size, 5);
  await app.ctx.sql`update sessions set expires_at = now() - interval '1 second' where id = ${
    all[0].sessionId
  }`;
  assertEquals((await walkList(ada, "/auth/sessions", "sessions", 2)).length, 4);
  const bad = await ada.get("/auth/sessions?cursor=bm9uc2Vuc2U");
  assertEquals(errorCode(bad, 400), "invalid_cursor");
});

Deno.test("a session that is ended from elsewhere is refused at once, and its sockets get the reason", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const phone = await signedInAgain(app, ada);
  ok(await phone.get("/auth/me"), 200);
  const signals: string[] = [];
  const { sessionId } = ok(await phone.get("/auth/me"), 200).data;
  using _ = app.ctx.hub.follow(`session:${sessionId}`, (signal) => signals.push(signal));
  ok(await ada.delete(`/auth/sessions/${sessionId}`), 204);
  assertEquals(errorCode(await phone.get("/auth/me"), 401), "unauthenticated");
  assertEquals(signals[0], "permissions");
  const { refreshToken } = phone;
  const refreshed = await send(app.fetch, "POST", "/api/v1/auth/refresh", { refreshToken });
  assertEquals(errorCode(refreshed, 401), "unauthenticated");
  ok(await ada.get("/auth/me"), 200);
});

Deno.test("all other sessions end in one request", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const others = [await signedInAgain(app, ada), await signedInAgain(app, ada)];
  ok(await ada.delete("/auth/sessions"), 204);
  for (const other of others) {
    assertEquals(errorCode(await other.get("/auth/me"), 401), "unauthenticated");
  }
  ok(await ada.get("/auth/me"), 200);
  ok(await bob.get("/auth/me"), 200);
  assertEquals(ok(await ada.get("/auth/sessions"), 200).data.sessions.length, 1);
});

Deno.test("another person's session looks like a missing one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sessionId } = ok(await bob.get("/auth/me"), 200).data;
  const missing = await ada.delete(`/auth/sessions/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await ada.delete(`/auth/sessions/${sessionId}`), missing);
  assertSameAnswer(await ada.delete("/auth/sessions/no-id"), missing);
  ok(await bob.get("/auth/me"), 200);
});

Deno.test("sessions need a token", async () => {
  await using app = await startApp();
  for (const [method, path] of [["GET", ""], ["DELETE", ""], ["DELETE", "/no-id"]] as const) {
    const answer = await send(app.fetch, method, `/api/v1/auth/sessions${path}`);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
});
