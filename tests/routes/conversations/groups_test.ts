import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { GROUP_MEMBERS_MAX } from "../../../domain/conversations/limits.ts";
import { newId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
} from "../../helpers/conversations/conversations.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";

Deno.test("a group shows its members to its members, and is missing to everybody else", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const userIds = [bob.id, cyd.id, bob.id, ada.id];
  const { data } = ok(
    await ada.post("/conversations", { type: "group", name: " Lakes ", userIds }),
    201,
  );
  assertEquals(
    [data.type, data.name, data.topic, data.ownerId, data.role, data.membersCount, data.history],
    ["group", "Lakes", null, ada.id, "owner", 3, "joined"],
  );
  const id = data.conversationId;
  assertEquals(await membersSeenBy(bob, id), ["ada (owner)", "bob", "cyd"]);
  const members = await walkList(cyd, `/conversations/${id}/members`, "members", 1);
  assertEquals(members.map(({ username }) => username), ["ada", "bob", "cyd"]);
  const missing = await dan.get(`/conversations/${newId()}`);
  for (const path of [`/conversations/${id}`, `/conversations/${id}/members`]) {
    assertSameAnswer(await dan.get(path), missing);
    assertEquals(errorCode(await send(app.fetch, "GET", `/api/v1${path}`), 401), "unauthenticated");
  }
  assertSameAnswer(await dan.patch(`/conversations/${id}`, { name: "Mine" }), missing);
  assertSameAnswer(await dan.delete(`/conversations/${id}`), missing);
  assertSameAnswer(await dan.post(`/groups/${id}/members`, { userId: dan.id }), missing);
  assertSameAnswer(await dan.post(`/groups/${id}/leave`), missing);
  assertSameAnswer(await dan.post(`/groups/${id}/owner`, { userId: dan.id }), missing);
  assertSameAnswer(await dan.delete(`/groups/${id}/members/${bob.id}`), missing);
});

Deno.test("a group that one person may not be added to is not made at all", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan, sue] = await app.people("ada", "bob", "cyd", "dan", "sue");
  const make = (...userIds: string[]) =>
    ada.post("/conversations", { type: "group", name: "All", userIds });
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  ok(await dan.put("/users/me/messaging", { groupsFrom: "nobody" }), 200);
  await transact(app.ctx.db, (tx) => setSuspended(tx, sue.id, true));
  const nobody = newId();
  const missing = await make(bob.id, cyd.id, nobody, dan.id, sue.id);
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(missing.body.error.details, { userIds: [cyd.id, nobody, sue.id] });
  const refused = await make(bob.id, dan.id);
  assertEquals(errorCode(refused, 403), "forbidden");
  assertEquals(refused.body.error.details, { reason: "not_accepted", userIds: [dan.id] });
  for (const userIds of [[ada.id], [ada.id, ada.id]]) {
    assertEquals(errorCode(await make(...userIds), 422), "unprocessable");
  }
  const many = Array.from({ length: GROUP_MEMBERS_MAX }, () => newId());
  assertEquals(errorCode(await make(...many), 422), "unprocessable");
  for (
    const body of [
      { name: "", userIds: [bob.id] },
      { name: "x".repeat(101), userIds: [bob.id] },
      { name: "All", userIds: [] },
      { name: "All", userIds: [...many, newId()] },
      { name: "All", userIds: [bob.id], history: "none" },
    ]
  ) {
    const answer = await ada.post("/conversations", { type: "group", ...body });
    assertEquals(errorCode(answer, 400), "validation_failed");
  }
  const [{ count }] = await app.ctx.sql<[{ count: number }]>`
    select count(*)::int as count from conversations`;
  assertEquals(count, 0);
});

Deno.test("only the owner changes a group, adds and removes people, or deletes it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const id = await makeGroup(ada, [bob, cyd]);
  const [path, group] = [`/conversations/${id}`, `/groups/${id}`];
  for (
    const answer of [
      await bob.patch(path, { name: "Mine" }),
      await bob.delete(path),
      await bob.post(`${group}/members`, { userId: dan.id }),
      await bob.delete(`${group}/members/${cyd.id}`),
      await bob.post(`${group}/owner`, { userId: bob.id }),
      await bob.post(`${group}/leave`, { ownerId: cyd.id }),
    ]
  ) assertEquals(errorCode(answer, 403), "forbidden");
  const topic = "Where to swim";
  const changed = ok(await ada.patch(path, { name: "Seas", topic, retentionDays: 7 }), 200).data;
  assertEquals([changed.name, changed.topic, changed.retentionDays], ["Seas", topic, 7]);
  assertEquals(ok(await bob.get(path), 200).data.name, "Seas");
  assertEquals(ok(await ada.put(path, { topic: "" }), 200).data.topic, null);
  assertEquals(ok(await ada.put(path, {}), 200).data.name, "Seas");
  for (const body of [{ name: "" }, { retentionDays: 0 }, { history: "some" }, { spaceId: id }]) {
    assertEquals(errorCode(await ada.patch(path, body), 400), "validation_failed");
  }
  const added = ok(await ada.post(`${group}/members`, { userIds: [bob.id, dan.id] }), 201).data;
  const [{ username, role }, ...others] = added.members;
  assertEquals([username, role, others, added.membersCount], ["dan", "member", [], 4]);
  assertEquals(ok(await ada.post(`${group}/members`, { userId: dan.id }), 201).data, {
    members: [],
    membersCount: 4,
  });
  for (const body of [{}, { userIds: [] }, { userId: "x" }]) {
    assertEquals(errorCode(await ada.post(`${group}/members`, body), 400), "validation_failed");
  }
  assertEquals(
    errorCode(await ada.post(`${group}/members`, { userId: newId() }), 404),
    "not_found",
  );
  ok(await ada.delete(`${group}/members/${cyd.id}`), 204);
  assertEquals(errorCode(await cyd.get(path), 404), "not_found");
  assertEquals(errorCode(await ada.delete(`${group}/members/${cyd.id}`), 404), "not_found");
  assertEquals(errorCode(await ada.delete(`${group}/members/${ada.id}`), 422), "unprocessable");
  assertEquals(await membersSeenBy(dan, id), ["ada (owner)", "bob", "dan"]);
  assertEquals(await brokenGroups(app), []);
  ok(await ada.delete(path), 204);
  for (const person of [ada, bob, dan]) {
    assertEquals(errorCode(await person.get(path), 404), "not_found");
  }
});
