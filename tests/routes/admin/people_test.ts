import { assert, assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("each route of admins is refused to users, to moderators and to requests without an account", async () => {
  await using app = await startApp();
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  ok(await root.put(`/admin/users/${bob.id}/roles`, { roles: ["moderator"] }), 200);
  const routes: [string, string, unknown?][] = [
    ["GET", "/admin/users"],
    ["GET", `/admin/users/${ada.id}`],
    ["PUT", `/admin/users/${ada.id}/roles`, { roles: ["admin"] }],
    ["PUT", `/admin/users/${ada.id}/verified`, { isVerified: true }],
    ["GET", "/admin/stats"],
    ["GET", "/admin/jobs"],
    ["GET", "/admin/invariants"],
    ["GET", "/admin/tokens"],
  ];
  for (const [method, path, body] of routes) {
    for (const person of [ada, bob]) {
      assertEquals(errorCode(await person.send(method, path, body), 403), "forbidden");
    }
    const answer = await send(app.fetch, method, `/api/v1${path}`, body);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
  const rows = await app.ctx.sql`select from users where is_verified or 'admin' = any(roles)`;
  assertEquals(rows.length, 1);
});

Deno.test("a change needs an existing person and known fields", async () => {
  await using app = await startApp();
  const [root] = await app.people("rosa");
  await makeAdmins(app, root);
  for (const id of [newId(), "@nobody", "nobody"]) {
    const paths = [`/admin/users/${id}/roles`, `/admin/users/${id}/verified`];
    const bodies = [{ roles: [] }, { isVerified: true }];
    for (const [n, path] of paths.entries()) {
      assertEquals(errorCode(await root.put(path, bodies[n]), 404), "not_found");
    }
    assertEquals(errorCode(await root.get(`/admin/users/${id}`), 404), "not_found");
  }
  const wrong = [{}, { roles: "admin" }, { roles: ["owner"] }, { roles: [], more: 1 }];
  for (const body of wrong) {
    const answer = await root.put("/admin/users/me/roles", body);
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
  for (const body of [{}, { isVerified: "true" }, { verified: true }]) {
    const answer = await root.put("/admin/users/me/verified", body);
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
});

Deno.test("a verified user is shown as verified everywhere at once", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [root, ada, bob] = await app.people("rosa", "ada", "bob");
  await makeAdmins(app, root);
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  const shown = async () => [
    ok(await bob.get(`/users/${ada.id}`), 200).data.isVerified,
    ok(await ada.get("/users/me"), 200).data.isVerified,
    ok(await bob.get("/users/me/following").catch(() => bob.get(`/users/${bob.id}/following`)), 200)
      .data,
  ];
  assertEquals((await shown()).slice(0, 2), [false, false]);
  const path = `/admin/users/${ada.id}/verified`;
  assertEquals(ok(await root.put(path, { isVerified: true }), 200).data, {
    userId: ada.id,
    isVerified: true,
  });
  const [profile, own, following] = await shown();
  assertEquals([profile, own], [true, true]);
  assert(JSON.stringify(following).includes('"isVerified":true'));
  ok(await root.put(path, { isVerified: false }), 200);
  assertEquals((await shown()).slice(0, 2), [false, false]);
});

Deno.test("accounts are found by the beginning of a name, an address or a full name", async () => {
  await using app = await startApp();
  const [root, ada, adam, bob] = await app.people("rosa", "ada", "adam", "bob");
  await makeAdmins(app, root);
  ok(await bob.patch("/users/me", { fullName: "Adelaide 100%_" }), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, adam.id, true));
  const found = async (q: string) => {
    const users = await walkList(root, `/admin/users?q=${encodeURIComponent(q)}`, "users", 2);
    return users.map(({ username }) => username).sort();
  };
  assertEquals(await found("ada"), ["ada", "adam"]);
  assertEquals(await found("AD"), ["ada", "adam", "bob"]);
  assertEquals(await found("bob@exam"), ["bob"]);
  assertEquals(await found("adelaide 100%"), ["bob"]);
  for (const nobody of ["%", "_", "\\", "da", "' or '1'='1"]) assertEquals(await found(nobody), []);
  assertEquals(await found(""), ["ada", "adam", "bob", "rosa"]);
  const { users, pagination } = ok(await root.get("/admin/users?q=ada&page=2&limit=1"), 200).data;
  assertEquals(users.length, 1);
  assertEquals([pagination.page, pagination.limit, pagination.total], [2, 1, 2]);
  const one = ok(await root.get("/admin/users/@adam"), 200).data;
  assert(one.suspendedAt !== null && one.email === "adam@example.com");
  assertEquals(one.roles, ["user"]);
  assert(!JSON.stringify(users).includes("passwordHash"));
  assertEquals(errorCode(await root.get("/admin/users?cursor=nonsense"), 400), "invalid_cursor");
  assertEquals(errorCode(await root.get("/admin/users?page=0"), 400), "validation_failed");
  assertEquals(errorCode(await ada.get("/admin/users?q=ada"), 403), "forbidden");
});
