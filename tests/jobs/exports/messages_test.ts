import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { makeGroup, openDm } from "../../helpers/conversations/conversations.ts";
import { say } from "../../helpers/conversations/life.ts";
import { exported } from "../../helpers/media/archive.ts";
import { ok } from "../../helpers/people/steps.ts";

Deno.test("an export has the messages of each conversation as its user sees them, and only own ones of rooms", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const dm = await openDm(ada, bob);
  const asked = await say(ada, dm, "Tea?");
  await say(bob, dm, "With milk", { parentId: asked });
  const regretted = await say(bob, dm, "Secret one");
  ok(await bob.delete(`/messages/${regretted}`), 204);
  const group = await makeGroup(cyd, [bob, dan]);
  await say(cyd, group, "Secret two");
  ok(await cyd.post(`/groups/${group}/members`, { userId: ada.id }), 201);
  await say(dan, group, "Secret three");
  await say(ada, group, "I am new");
  ok(await ada.post(`/users/${dan.id}/block`), 200);
  const left = await makeGroup(cyd, [ada, bob]);
  await say(ada, left, "Own words");
  await say(cyd, left, "Secret four");
  ok(await ada.post(`/groups/${left}/leave`), 204);
  const { spaceId } = ok(await cyd.post("/spaces", { name: "Harbour", isPublic: true }), 201).data;
  const room = ok(await cyd.post(`/spaces/${spaceId}/rooms`, { name: "pier" }), 201).data;
  ok(await ada.post(`/spaces/${spaceId}/join`), 200);
  await say(ada, room.conversationId, "Ahoy");
  await say(cyd, room.conversationId, "Secret five");

  const [, archive] = await exported(app, ada);
  const messages = (id: string) => archive.json(`messages/${id}.json`);
  const shown = (id: string) =>
    messages(id).map((
      { seq, sender, body }: { seq: number; sender?: { username: string }; body?: string },
    ) => `${seq} ${sender?.username}: ${body}`);
  assertEquals(shown(dm), ["1 ada: Tea?", "2 bob: With milk", "3 undefined: undefined"]);
  const [, answer, gone] = messages(dm);
  assertEquals([answer.parentId, answer.isDeleted, answer.mediaIds], [asked, false, []]);
  assertEquals(Object.keys(gone).sort(), ["createdAt", "isDeleted", "messageId", "seq"]);
  assertEquals(shown(group), ["2 undefined: undefined", "3 ada: I am new"]);
  assertEquals(shown(left), ["1 ada: Own words"]);
  assertEquals(shown(room.conversationId), ["1 ada: Ahoy"]);
  assertEquals(
    archive.json("conversations.json").map((
      { conversationId, type, role }: Record<string, string>,
    ) => [conversationId, type, role]),
    [[dm, "dm", "member"], [group, "group", "member"]],
  );
  assertEquals(archive.json("spaces.json").map(({ name }: { name: string }) => name), ["Harbour"]);
  assert(!archive.text.includes("Secret"), "an export shows what its user does not see");
});
