import { assert, assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { makeAdmins, withToken } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { PASSWORD, send } from "../../helpers/people/person.ts";

Deno.test("a token is shown once, stored only as a hash, and acts for its user", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const body = { userId: ada.id, scopes: ["write", "read", "read"], expiresIn: 3600 };
  const { data } = ok(await root.post("/auth/token", body), 201);
  assertEquals(Object.keys(data).sort(), ["expiresAt", "scopes", "token", "tokenId", "userId"]);
  assertEquals(data.scopes, ["read", "write"]);
  const life = Date.parse(data.expiresAt) - Date.now();
  assert(life > 3590_000 && life <= 3600_000);
  const headers = { authorization: `Bearer ${data.token}` };
  const me = ok(await send(app.fetch, "GET", "/api/v1/auth/me", undefined, headers), 200).data;
  assertEquals([me.userId, me.username], [ada.id, "ada"]);
  const [stored] = await app.ctx.sql<{ text: string }[]>`select t::text as text from api_tokens t`;
  assert(!stored!.text.includes(data.token) && !stored!.text.includes(data.token.slice(27)));
  const listed = JSON.stringify((await root.get("/admin/tokens")).body);
  assert(listed.includes(data.tokenId) && !listed.includes(data.token));
});

Deno.test("only admins issue tokens, for existing people, with existing scopes", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const right = { userId: ada.id, scopes: ["read"], expiresIn: 3600 };
  assertEquals(errorCode(await ada.post("/auth/token", right), 403), "forbidden");
  const anybody = await send(app.fetch, "POST", "/api/v1/auth/token", right);
  assertEquals(errorCode(anybody, 401), "unauthenticated");
  const missing = await root.post("/auth/token", { ...right, userId: newId() });
  assertEquals(errorCode(missing, 404), "not_found");
  const wrong: Record<string, unknown>[] = [
    { scopes: [] },
    { scopes: ["admin"] },
    { scopes: "read" },
    { expiresIn: 0 },
    { expiresIn: 59 },
    { expiresIn: 1.5 },
    { expiresIn: 366 * 86_400 },
    { userId: "@ada" },
    { userId: undefined },
    { roles: ["admin"] },
  ];
  for (const change of wrong) {
    const answer = await root.post("/auth/token", { ...right, ...change });
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
});

Deno.test("revoking a token ends it at once; its user and admins can, and nobody else", async () => {
  await using app = await startApp();
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  const [one, two] = [
    await withToken(root, ada, ["read"]),
    await withToken(root, ada, ["read"]),
  ];
  ok(await one.get("/auth/me"), 200);
  assertEquals(errorCode(await bob.delete(`/auth/tokens/${one.tokenId}`), 404), "not_found");
  assertEquals(errorCode(await bob.delete(`/admin/tokens/${one.tokenId}`), 403), "forbidden");
  assertEquals(errorCode(await bob.get("/admin/tokens"), 403), "forbidden");
  assertEquals(ok(await bob.get("/auth/tokens"), 200).data.tokens, []);
  ok(await ada.delete(`/auth/tokens/${one.tokenId}`), 204);
  assertEquals(errorCode(await one.get("/auth/me"), 401), "unauthenticated");
  ok(await two.get("/auth/me"), 200);
  ok(await root.delete(`/admin/tokens/${two.tokenId}`), 204);
  assertEquals(errorCode(await two.get("/auth/me"), 401), "unauthenticated");
  assertEquals(errorCode(await root.delete(`/admin/tokens/${two.tokenId}`), 404), "not_found");
  assertEquals(ok(await ada.get("/auth/tokens"), 200).data.tokens, []);
});

Deno.test("tokens are listed newest first, for their user and for admins", async () => {
  await using app = await startApp();
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  const ids: string[] = [];
  for (const user of [ada, bob, ada, ada, ada]) {
    ids.unshift((await withToken(root, user, ["read"])).tokenId);
  }
  const idsOf = (tokens: { tokenId: string }[]) => tokens.map(({ tokenId }) => tokenId);
  assertEquals(idsOf(await walkList(root, "/admin/tokens", "tokens")), ids);
  const adas = ids.filter((id) => id !== ids[3]);
  assertEquals(idsOf(await walkList(ada, "/auth/tokens", "tokens")), adas);
  assertEquals(idsOf(await walkList(root, `/admin/tokens?userId=${ada.id}`, "tokens")), adas);
  assertEquals(errorCode(await root.get("/admin/tokens?userId=ada"), 400), "validation_failed");
  const { pagination } = ok(await ada.get("/auth/tokens?limit=1"), 200).data;
  const stolen = `/auth/tokens?cursor=${pagination.nextCursor}`;
  assertEquals(errorCode(await bob.get(stolen), 400), "invalid_cursor");
});

Deno.test("a token ends when it expires, and with its user's suspension or deletion", async () => {
  await using app = await startApp();
  const [root, ada, bob, cleo] = await app.people("rosa", "ada", "bob", "cleo");
  await makeAdmins(app, root);
  const [adas, bobs, cleos] = [
    await withToken(root, ada, ["read"]),
    await withToken(root, bob, ["read"]),
    await withToken(root, cleo, ["read"]),
  ];
  for (const token of [adas, bobs, cleos]) ok(await token.get("/auth/me"), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals(errorCode(await adas.get("/auth/me"), 403), "account_suspended");
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, false));
  ok(await adas.get("/auth/me"), 200);
  await app.ctx
    .sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${bobs.tokenId}`;
  app.ctx.cache.sessions.invalidate(bobs.tokenId);
  assertEquals(errorCode(await bobs.get("/auth/me"), 401), "unauthenticated");
  await app.ctx.sql`delete from users where id = ${cleo.id}`;
  app.ctx.cache.sessions.invalidate(cleos.tokenId);
  assertEquals(errorCode(await cleos.get("/auth/me"), 401), "unauthenticated");
  const left = await app.ctx.sql`select from api_tokens where user_id = ${cleo.id}`;
  assertEquals(left.length, 0);
});

Deno.test("a cached token still expires", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const token = await withToken(root, ada, ["read"]);
  ok(await token.get("/auth/me"), 200);
  const card = app.ctx.cache.sessions.peek(token.tokenId)!;
  const over = { ...card, token: { ...card.token!, expiresAt: Date.now() - 1 } };
  app.ctx.cache.sessions.put(token.tokenId, over);
  assertEquals(errorCode(await token.get("/auth/me"), 401), "token_expired");
});

Deno.test("a repeat under one Idempotency-Key gets the same token, and only its issuer does", async () => {
  await using app = await startApp();
  const [root, other, ada] = await app.people("rosa", "other", "ada");
  await makeAdmins(app, root, other);
  const key = { "idempotency-key": crypto.randomUUID() };
  const body = { userId: ada.id, scopes: ["read"], expiresIn: 3600 };
  const issue = (admin = root) => admin.send("POST", "/auth/token", body, key);
  const first = ok(await issue(), 201).data;
  assertEquals(ok(await issue(), 201).data, first);
  assert(ok(await issue(other), 201).data.token !== first.token);
  const [{ stored }] = await app.ctx.sql`
    select string_agg(k::text, '') as stored from idempotency_keys k` as unknown as [
    { stored: string },
  ];
  assert(!stored.includes(first.token) && !stored.includes(PASSWORD));
});
