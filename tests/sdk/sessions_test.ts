import { assert, assertEquals, assertRejects } from "@std/assert";
import { data, memoryStore, type SessionStore, TintypeError } from "@tintype/client";
import { startApp } from "../helpers/app/app.ts";
import { clientOf, expired, signedIn } from "../helpers/people/clients.ts";
import { PASSWORD, type Person } from "../helpers/people/person.ts";

const REFRESH = "POST /api/v1/auth/refresh";

Deno.test("a client signs up, out and in, and tells each change", async () => {
  await using app = await startApp();
  const client = clientOf(app);
  const told: (string | undefined)[] = [];
  client.watchSession((session) => told.push(session?.accessToken));
  const account = { username: "ada", email: "ada@example.com", password: PASSWORD };
  const { userId, accessToken } = await client.signUp(account);
  const me = await data(client.api.GET("/api/v1/auth/me"));
  assertEquals([me.userId, me.username], [userId, "ada"]);
  await client.signOut();
  assertEquals(await client.session(), null);
  assertEquals(told, [accessToken, undefined]);
  const error = await assertRejects(() => data(client.api.GET("/api/v1/auth/me")), TintypeError);
  assertEquals([error.code, error.status], ["unauthenticated", 401]);
  await client.signIn({ username: "ada", password: PASSWORD });
  assertEquals((await data(client.api.GET("/api/v1/auth/me"))).userId, userId);
});

Deno.test("a wrong password refreshes nothing and ends no session", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, ada);
  const wrong = { username: "ada", password: "not the password of ada" };
  await assertRejects(() => client.signIn(wrong), TintypeError);
  assertEquals(client.sent, ["POST /api/v1/auth/login"]);
  assert(await client.session());
});

Deno.test("concurrent calls with an expired token share one refresh, and all succeed", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, { ...ada, accessToken: expired(app, ada.accessToken) } as Person);
  const all = await Promise.all(
    Array.from({ length: 20 }, () => data(client.api.GET("/api/v1/auth/me"))),
  );
  assert(all.every(({ userId }) => userId === ada.id));
  assertEquals(client.sent.filter((request) => request === REFRESH).length, 1);
});

Deno.test("a token that has ended by the clock is refreshed before it is sent", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { accessToken, refreshToken } = ada;
  const session = memoryStore({ accessToken, refreshToken, expiresAt: Date.now() - 1 });
  const client = clientOf(app, { session });
  await data(client.api.GET("/api/v1/auth/me"));
  assertEquals(client.sent, [REFRESH, "GET /api/v1/auth/me"]);
});

Deno.test("two tabs with one store share one refresh", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { refreshToken } = ada;
  const session = sharedStore({ accessToken: expired(app, ada.accessToken), refreshToken });
  const tabs = [clientOf(app, { session }), clientOf(app, { session })];
  await Promise.all(
    tabs.flatMap((tab) => Array.from({ length: 5 }, () => data(tab.api.GET("/api/v1/auth/me")))),
  );
  const refreshes = tabs.flatMap(({ sent }) => sent).filter((request) => request === REFRESH);
  assertEquals(refreshes.length, 1);
});

Deno.test("a refresh whose response is lost is sent again, and the session goes on", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  let lost = 0;
  const client = signedIn(app, { ...ada, accessToken: expired(app, ada.accessToken) } as Person, {
    intercept: async (request, send) => {
      const response = await send(request);
      if (!request.url.endsWith("/auth/refresh") || lost++ > 0) return response;
      await response.body?.cancel();
      throw new TypeError("The connection was closed");
    },
  });
  await data(client.api.GET("/api/v1/auth/me"));
  assertEquals(client.sent.filter((request) => request === REFRESH).length, 2);
});

Deno.test("a server that is away ends no session; a refused refresh token does", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  let isAway = true;
  const client = signedIn(app, { ...ada, accessToken: expired(app, ada.accessToken) } as Person, {
    limits: { tries: 1 },
    intercept: (request, send) => {
      if (isAway) throw new TypeError("There is no network");
      return send(request);
    },
  });
  const error = await assertRejects(() => data(client.api.GET("/api/v1/auth/me")), TintypeError);
  assertEquals([error.code, error.status], ["network", 0]);
  assert(await client.session());
  isAway = false;
  await ada.post("/auth/logout", { refreshToken: ada.refreshToken });
  await assertRejects(() => data(client.api.GET("/api/v1/auth/me")), TintypeError);
  assertEquals(await client.session(), null);
});

Deno.test("a sign-out during a refresh stays one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const client = signedIn(app, { ...ada, accessToken: expired(app, ada.accessToken) } as Person, {
    intercept: async (request, send) => {
      const response = await send(request);
      if (request.url.endsWith("/auth/refresh")) await client.signOut();
      return response;
    },
  });
  await assertRejects(() => data(client.api.GET("/api/v1/auth/me")), TintypeError);
  assertEquals(await client.session(), null);
});

/** Returns a store that two clients share, with a lock as tabs have. */
function sharedStore(session: Parameters<typeof memoryStore>[0]): SessionStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...memoryStore(session),
    exclusively: <T>(run: () => Promise<T>) => {
      const turn = last.then(run);
      last = turn.catch(() => {});
      return turn;
    },
  };
}
