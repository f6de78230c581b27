import { assert, assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { makeAdmins } from "../../helpers/people/admins.ts";
import { startApp } from "../../helpers/app/app.ts";
import { expectSignal } from "../../helpers/app/traces.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";
import { at, openStores } from "../../helpers/app/stores.ts";

Deno.test("new and removed roles take effect at once in every open session", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const login = { username: "ada", password: PASSWORD };
  const { data } = ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
  const phone = new Person(app.fetch, "ada", ada.id, data.accessToken, data.refreshToken);
  for (const person of [ada, phone]) {
    assertEquals(errorCode(await person.get("/admin/stats"), 403), "forbidden");
  }
  const path = `/admin/users/${ada.id}/roles`;
  const given = ok(await root.put(path, { roles: ["admin"] }), 200).data;
  assertEquals(given, { userId: ada.id, roles: ["user", "admin"] });
  for (const person of [ada, phone]) ok(await person.get("/admin/stats"), 200);
  assertEquals(ok(await phone.get("/auth/me"), 200).data.roles, ["user", "admin"]);
  assertEquals(ok(await root.put("/admin/users/@ada/roles", { roles: [] }), 200).data.roles, [
    "user",
  ]);
  for (const person of [ada, phone]) {
    assertEquals(errorCode(await person.get("/admin/stats"), 403), "forbidden");
  }
});

Deno.test("removed roles end within a second in other instances", async () => {
  await using stores = await openStores();
  await using here = await stores.start();
  await using there = await stores.start();
  const [root, ada] = await here.app.people("rosa", "ada");
  await makeAdmins(here.app, root, ada);
  const elsewhere = at(there, ada);
  ok(await elsewhere.get("/admin/stats"), 200);
  const { sessionId } = ok(await elsewhere.get("/auth/me"), 200).data;
  const received = await expectSignal(there.app, `session:${sessionId}`, "permissions");
  const takenAt = performance.now();
  ok(await root.put(`/admin/users/${ada.id}/roles`, { roles: [] }), 200);
  await received.signal;
  assertEquals(errorCode(await elsewhere.get("/admin/stats"), 403), "forbidden");
  assert(performance.now() - takenAt < 1000);
});

Deno.test("a session that opens during the removal of roles does not keep them", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const login = { username: "ada", password: PASSWORD };
  for (let round = 0; round < 3; round++) {
    ok(await root.put(`/admin/users/${ada.id}/roles`, { roles: ["admin"] }), 200);
    const signIn = async () => {
      const { data } = ok(await send(app.fetch, "POST", "/api/v1/auth/login", login), 200);
      const person = new Person(app.fetch, "ada", ada.id, data.accessToken, data.refreshToken);
      await person.get("/admin/stats");
      return person;
    };
    const [taken, ...sessions] = await Promise.all([
      root.put(`/admin/users/${ada.id}/roles`, { roles: [] }),
      ...Array.from({ length: 4 }, signIn),
    ]);
    ok(taken, 200);
    for (const session of sessions) {
      assertEquals(errorCode(await session.get("/admin/stats"), 403), "forbidden");
    }
  }
});

Deno.test("the last admin keeps the role, and suspended admins do not count", async () => {
  await using app = await startApp();
  const [root, ada] = await app.people("rosa", "ada");
  await makeAdmins(app, root);
  const last = await root.put("/admin/users/me/roles", { roles: ["moderator"] });
  assertEquals(errorCode(last, 409), "conflict");
  ok(await root.get("/admin/stats"), 200);
  ok(await root.put(`/admin/users/${ada.id}/roles`, { roles: ["admin"] }), 200);
  // A suspended admin cannot act, so does not count.
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals(errorCode(await root.put("/admin/users/me/roles", { roles: [] }), 409), "conflict");
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, false));
  ok(await root.put("/admin/users/me/roles", { roles: [] }), 200);
  assertEquals(errorCode(await root.get("/admin/stats"), 403), "forbidden");
});

Deno.test("of admins who remove each other at the same moment, one is left", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cleo");
  for (let round = 0; round < 5; round++) {
    await makeAdmins(app, ...people);
    const answers = await Promise.all(people.map((person, n) => {
      const next = people[(n + 1) % people.length]!;
      return person.put(`/admin/users/${next.id}/roles`, { roles: [] });
    }));
    const left = await app.ctx.sql`select from users where 'admin' = any(roles)`;
    const done = answers.filter(({ status }) => status === 200).length;
    assertEquals(left.length, people.length - done);
    assert(left.length >= 1 && done >= 1);
    for (const { status } of answers) assert([200, 403, 409].includes(status));
  }
});
