import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { castSpace, enter, inviteTo, makeSpace } from "../../helpers/people/spaces.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("a banned person has left and cannot return by any way until the ban ends", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { isPublic: true });
  const path = `/spaces/${spaceId}`;
  const token = await inviteTo(ada, spaceId);
  ok(await bob.post(`${path}/join`), 200);
  const { data } = ok(await ada.put(`${path}/bans/@bob`, { reason: " Spam " }), 200);
  const { createdAt, bannedBy } = data;
  assertEquals(data, { userId: bob.id, username: "bob", reason: "Spam", bannedBy, createdAt });
  assertEquals(bannedBy.username, "ada");
  assertEquals(ok(await ada.get(path), 200).data.membersCount, 1);
  const missing = await bob.get(`/spaces/${crypto.randomUUID()}`);
  assertSameAnswer(await bob.get(path), missing);
  assertEquals(errorCode(await bob.post(`${path}/join`), 404), "not_found");
  const unknown = "a".repeat(43);
  for (const [method, end] of [["POST", "/accept"], ["GET", ""]] as const) {
    const noInvitation = await bob.send(method, `/invitations/${unknown}${end}`);
    assertSameAnswer(await bob.send(method, `/invitations/${token}${end}`), noInvitation);
  }
  for (let time = 0; time < 2; time++) ok(await ada.delete(`${path}/bans/${bob.id}`), 204);
  assertEquals(ok(await bob.get(path), 200).data.isMember, false);
  assertEquals(ok(await bob.post(`/invitations/${token}/accept`), 200).data.joined, true);
});

Deno.test("a repeated ban changes its reason, and the list has each ban once, newest first", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const path = `/spaces/${await makeSpace(ada)}/bans`;
  for (const person of [bob, cyd, dan]) ok(await ada.put(`${path}/${person.id}`), 200);
  const again = ok(await ada.put(`${path}/${bob.id}`, { reason: "Spam" }), 200).data;
  const bans = await walkList(ada, path, "bans", 1);
  assertEquals(bans.map(({ username }) => username), ["dan", "cyd", "bob"]);
  assertEquals(bans[2], again);
  ok(await cyd.post(`/users/${ada.id}/block`), 200);
  const hidden = (await walkList(ada, path, "bans"))[1];
  assertEquals([hidden.userId, hidden.username], [cyd.id, null]);
  for (const body of [{ reason: "a".repeat(501) }, { reason: 1 }, { more: 1 }]) {
    assertEquals(errorCode(await ada.put(`${path}/${bob.id}`, body), 400), "validation_failed");
  }
});

Deno.test("somebody who is banned while they join is not a member in the end", async () => {
  await using app = await startApp();
  const { spaceId, people: { owner, moderator, stranger } } = await castSpace(app, true);
  const path = `/spaces/${spaceId}`;
  for (let round = 0; round < 20; round++) {
    const [joined, banned] = await Promise.all([
      stranger.post(`${path}/join`),
      (round % 2 ? owner : moderator).put(`${path}/bans/${stranger.id}`),
    ]);
    ok(banned, 200);
    assertEquals([200, 404].includes(joined.status), true);
    assertEquals(errorCode(await stranger.get(path), 404), "not_found");
    ok(await owner.delete(`${path}/bans/${stranger.id}`), 204);
    assertEquals(ok(await stranger.get(path), 200).data.isMember, false);
  }
  const [counted] = await app.ctx.sql`
    select from spaces s where s.id = ${spaceId} and members_count = (
      select count(*) from space_members m where m.space_id = s.id)`;
  assertEquals(counted !== undefined, true);
});

Deno.test("a removed member returns by an invitation, and a removal beside it leaves a true number", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob);
  const token = await inviteTo(ada, spaceId, { maxUses: 100 });
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all([
      ada.delete(`/spaces/${spaceId}/members/${bob.id}`),
      bob.post(`/invitations/${token}/accept`),
      bob.post(`/spaces/${spaceId}/leave`),
    ]);
    for (const { status } of answers) assertEquals([200, 204, 404].includes(status), true);
    const { membersCount } = ok(await ada.get(`/spaces/${spaceId}`), 200).data;
    const members = await walkList(ada, `/spaces/${spaceId}/members`, "members");
    assertEquals(members.length, membersCount);
    ok(await bob.post(`/invitations/${token}/accept`), 200);
  }
});
