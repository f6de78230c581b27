import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import {
  brokenGroups,
  makeGroup,
  membersSeenBy,
  openDm,
} from "../../helpers/conversations/conversations.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const statusOf = async (person: Person, id: string) =>
  ok(await person.get(`/conversations/${id}`), 200).data.status;

Deno.test("a stranger's conversation is a request until it is accepted, or its sender is followed", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const fromBob = await openDm(bob, ada);
  const fromCyd = await openDm(cyd, ada);
  assertEquals([await statusOf(bob, fromBob), await statusOf(ada, fromBob)], [
    "accepted",
    "request",
  ]);
  const before = ok(await bob.get(`/conversations/${fromBob}`), 200).data;
  for (let time = 0; time < 2; time++) {
    const { data } = ok(await ada.post(`/conversations/${fromBob}/accept`), 200);
    assertEquals(data.status, "accepted");
  }
  assertEquals(
    errorCode(await ada.post(`/conversations/${fromBob}/decline`), 422),
    "unprocessable",
  );
  ok(await ada.post(`/users/${cyd.id}/follow`), 200);
  assertEquals(await statusOf(ada, fromCyd), "accepted");
  // The sender sees nothing of it.
  assertEquals(ok(await bob.get(`/conversations/${fromBob}`), 200).data, before);
});

Deno.test("following a private account accepts its request once the account accepts the follow", async () => {
  await using app = await startApp();
  const [ada, pia] = await app.people("ada", "pia");
  ok(await pia.patch("/users/me", { isPrivate: true }), 200);
  const id = await openDm(pia, ada);
  ok(await ada.post(`/users/${pia.id}/follow`), 200);
  assertEquals(await statusOf(ada, id), "request");
  ok(await pia.post(`/follows/requests/${ada.id}/accept`), 200);
  assertEquals(await statusOf(ada, id), "accepted");
});

// Complaint 36: invitations and conversations from strangers as harassment.
Deno.test("a declined conversation is emptied and hidden for 30 days, and its sender sees nothing of it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await openDm(bob, ada);
  const before = ok(await bob.get(`/conversations/${id}`), 200).data;
  await app.ctx.sql`update conversations set last_seq = 3 where id = ${id}`;
  app.ctx.cache.clear();
  for (let time = 0; time < 2; time++) ok(await ada.post(`/conversations/${id}/decline`), 204);
  const [{ days, floorSeq }] = await app.ctx.sql<[{ days: number; floorSeq: number }]>`
    select round(extract(epoch from hidden_until - now()) / 86400)::int as days, floor_seq
    from conversation_members where user_id = ${ada.id}`;
  assertEquals([days, floorSeq], [30, 3]);
  assertEquals({ ...ok(await bob.get(`/conversations/${id}`), 200).data, lastSeq: 0 }, before);
  assertEquals(ok(await ada.get(`/conversations/${id}`), 200).data.visibleFrom, 4);
  ok(await ada.post(`/conversations/${id}/accept`), 200);
  const [{ hiddenUntil }] = await app.ctx.sql<[{ hiddenUntil: Date | null }]>`
    select hidden_until from conversation_members where user_id = ${ada.id}`;
  assertEquals(hiddenUntil, null);
});

Deno.test("a stranger's group is a request, and declining it leaves the group", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  ok(await cyd.post(`/users/${ada.id}/follow`), 200);
  const id = await makeGroup(ada, [bob, cyd]);
  assertEquals([await statusOf(bob, id), await statusOf(cyd, id)], ["request", "accepted"]);
  ok(await bob.post(`/conversations/${id}/decline`), 204);
  assertEquals(errorCode(await bob.get(`/conversations/${id}`), 404), "not_found");
  assertEquals(await membersSeenBy(ada, id), ["ada (owner)", "cyd"]);
  assertEquals(await brokenGroups(app), []);
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  const again = await ada.post("/conversations", { type: "group", name: "X", userIds: [bob.id] });
  assertEquals(errorCode(again, 404), "not_found");
});

Deno.test("a person is no stranger to somebody who has written to them", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await openDm(bob, ada);
  assertEquals(await statusOf(bob, await makeGroup(ada, [bob])), "accepted");
});
