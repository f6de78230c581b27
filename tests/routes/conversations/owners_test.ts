import { assert, assertEquals } from "@std/assert";
import { passOnGroups } from "../../../db/conversations/owners.ts";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
} from "../../helpers/conversations/conversations.ts";
import { startModeratedApp } from "../../helpers/people/moderation.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { PASSWORD, type Person, send } from "../../helpers/people/person.ts";

const ownerOf = async ({ ctx: { sql } }: TestApp, id: string) => {
  const [row] = await sql<{ username: string | null }[]>`
    select u.username from conversations c left join users u on u.id = c.owner_id
    where c.id = ${id} and c.deleted_at is null`;
  return row?.username ?? null;
};

// Complaint 26: the owner leaves, and nobody can manage the group.
Deno.test("after an owner who leaves, the oldest moderator owns the group, else the oldest member", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(ada, [bob, cyd, dan]);
  ok(await ada.post(`/groups/${id}/owner`, { userId: cyd.id }), 200);
  assertEquals(await membersSeenBy(bob, id), ["ada (moderator)", "bob", "cyd (owner)", "dan"]);
  ok(await cyd.post(`/groups/${id}/leave`), 204);
  assertEquals(await membersSeenBy(bob, id), ["ada (owner)", "bob", "dan"]);
  ok(await ada.post(`/groups/${id}/leave`, {}), 204);
  assertEquals(await membersSeenBy(bob, id), ["bob (owner)", "dan"]);
  assertEquals(errorCode(await ada.post(`/groups/${id}/leave`), 404), "not_found");
  ok(await bob.post(`/groups/${id}/leave`, { ownerId: dan.id }), 204);
  assertEquals(await membersSeenBy(dan, id), ["dan (owner)"]);
  ok(await dan.post(`/groups/${id}/leave`), 204);
  assertEquals(errorCode(await dan.get(`/conversations/${id}`), 404), "not_found");
  assertEquals(await ownerOf(app, id), null);
});

// Complaint 27: ownership passed to somebody who cannot own.
Deno.test("only a member whom the owner sees can be made the owner, and of two at once one is", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, sue, eve] = await app.people("ada", "bob", "cyd", "sue", "eve");
  const id = await makeGroup(ada, [bob, cyd, sue]);
  const path = `/groups/${id}/owner`;
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, sue.id, true));
  const missing = await ada.post(path, { userId: newId() });
  assertEquals(errorCode(missing, 404), "not_found");
  for (const { id: userId } of [cyd, sue, eve]) {
    assertSameAnswer(await ada.post(path, { userId }), missing);
    assertEquals(
      errorCode(await ada.post(`/groups/${id}/leave`, { ownerId: userId }), 404),
      "not_found",
    );
  }
  assertEquals(errorCode(await ada.post(path, {}), 400), "validation_failed");
  const anybody = await send(app.fetch, "POST", `/api/v1${path}`, {});
  assertEquals(errorCode(anybody, 401), "unauthenticated");
  assertEquals(ok(await ada.post(path, { userId: ada.id }), 200).data.ownerId, ada.id);
  await transact(app.ctx.db, (tx) => setSuspended(tx, sue.id, false));
  const answers = await Promise.all(
    [bob, sue].map(({ id: userId }) => ada.post(path, { userId })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [200, 403]);
  assert(["bob", "sue"].includes((await ownerOf(app, id))!));
  assertEquals(await brokenGroups(app), []);
});

Deno.test("an owner who deletes the account or is suspended for good hands over, and returns as a moderator", async () => {
  await using app = await startModeratedApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(ada, [bob, cyd]);
  ok(await ada.delete("/users/me", { password: PASSWORD }), 202);
  assertEquals(await membersSeenBy(cyd, id), ["bob (owner)", "cyd"]);
  const back = { username: "ada", password: PASSWORD };
  ok(await send(app.fetch, "POST", "/api/v1/auth/login", back), 200);
  assertEquals(await membersSeenBy(cyd, id), ["ada (moderator)", "bob (owner)", "cyd"]);
  const suspend = (person: Person, until?: string) =>
    app.mona.post(`/moderation/users/${person.id}/suspend`, until ? { until } : {});
  ok(await suspend(bob, new Date(Date.now() + 86_400_000).toISOString()), 200);
  assertEquals(await ownerOf(app, id), "bob");
  ok(await app.mona.post(`/moderation/users/${bob.id}/unsuspend`), 200);
  ok(await suspend(bob), 200);
  assertEquals(await ownerOf(app, id), "ada");
  assertEquals(await brokenGroups(app), []);
});

Deno.test("a group in which nobody else is active keeps its deleted owner, who may return", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(ada, [bob]);
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, true));
  await transact(app.ctx.db, (tx) => passOnGroups(tx, ada.id));
  assertEquals(await ownerOf(app, id), "ada");
  ok(await ada.post(`/groups/${id}/leave`), 204);
  assertEquals(await ownerOf(app, id), null);
});

Deno.test("a group has exactly one owner while all leave, are given it and delete their accounts at once", async () => {
  await using app = await startApp();
  const people = await app.people("ada", "bob", "cyd", "dan", "eve", "fay");
  const [ada, bob, cyd, dan, eve, fay] = people;
  const groups = await Promise.all(
    Array.from({ length: 4 }, () => makeGroup(ada, [bob, cyd, dan, eve, fay])),
  );
  const answers = await Promise.all([
    ...groups.flatMap((id) => [
      ada.post(`/groups/${id}/leave`),
      ada.post(`/groups/${id}/owner`, { userId: cyd.id }),
      ada.post(`/groups/${id}/owner`, { userId: bob.id }),
      dan.post(`/groups/${id}/leave`),
    ]),
    bob.delete("/users/me", { password: PASSWORD }),
    cyd.delete("/users/me", { password: PASSWORD }),
  ]);
  assertEquals(answers.filter(({ status }) => status >= 500), []);
  assertEquals(await brokenGroups(app), []);
  for (const id of groups) {
    const owner = await ownerOf(app, id);
    assert(owner === "eve" || owner === "fay", `${owner} owns a group`);
  }
});
