import { assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { makeGroup } from "../../helpers/conversations/conversations.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";
import { follow, ok } from "../../helpers/people/steps.ts";

/** Returns the invitations of a person in short, newest first. */
async function invitationsOf(app: TestApp, person: Person): Promise<string[]> {
  await app.settled();
  const { notifications } = ok(await person.get("/notifications"), 200).data;
  return notifications.filter(({ type }: { type: string }) => type === "invitation").map(
    (one: { actors: { username: string }[]; preview: string; conversationId: string }) =>
      `${one.actors.map(({ username }) => username)} to ${one.preview}`,
  );
}

Deno.test("people hear who has brought them into a group, now or later, but not the owner", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  for (const person of [bob, cyd]) await follow(app, person, ada);
  await using live = await listening.open(bob);
  await live.subscribe("user");
  const group = await makeGroup(ada, [bob], { name: "Boats" });
  assertEquals(await invitationsOf(app, bob), ["ada to Boats"]);
  const { event } = await live.next("notification.created");
  assertEquals([event.data.type, event.data.conversationId], ["invitation", group]);
  assertEquals([event.data.boardId, event.data.messageId], [undefined, undefined]);
  ok(await ada.post(`/groups/${group}/members`, { userIds: [cyd.id, bob.id] }), 201);
  ok(await ada.patch(`/conversations/${group}`, { name: "Ships" }), 200);
  for (const person of [bob, cyd]) {
    assertEquals(await invitationsOf(app, person), ["ada to Ships"]);
  }
  assertEquals(await invitationsOf(app, ada), []);
  const { unreadCount } = ok(await cyd.get("/notifications/unread-count"), 200).data;
  assertEquals(unreadCount, 1);
});

Deno.test("an invitation goes with the membership, and comes again with the next one", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  for (const person of [bob, cyd]) await follow(app, person, ada);
  const group = await makeGroup(ada, [bob, cyd], { name: "Boats" });
  ok(await bob.post(`/groups/${group}/leave`), 204);
  assertEquals(await invitationsOf(app, bob), []);
  ok(await ada.post(`/groups/${group}/members`, { userIds: [bob.id] }), 201);
  assertEquals(await invitationsOf(app, bob), ["ada to Boats"]);
  ok(await ada.delete(`/groups/${group}/members/${bob.id}`), 204);
  assertEquals(await invitationsOf(app, bob), []);
  assertEquals(await invitationsOf(app, cyd), ["ada to Boats"]);
  ok(await ada.delete(`/conversations/${group}`), 204);
  assertEquals(await invitationsOf(app, cyd), []);
  const rows = await app.ctx.sql`select from notifications where type = 'invitation'`;
  assertEquals(rows.count, 0);
});

Deno.test("a stranger's group, a blocked person and a preference give no invitation", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  for (const person of [cyd, dan]) await follow(app, person, ada);
  const types = { invitation: { inApp: false } };
  ok(await dan.put("/notifications/preferences", { types }), 200);
  await makeGroup(ada, [bob, cyd, dan], { name: "Boats" });
  assertEquals(await invitationsOf(app, bob), []);
  assertEquals(await invitationsOf(app, dan), []);
  assertEquals(await invitationsOf(app, cyd), ["ada to Boats"]);
  await block(app, cyd, ada);
  assertEquals(await invitationsOf(app, cyd), []);
});
