import { assertEquals } from "@std/assert";
import { startListening } from "../../helpers/app/listening.ts";
import { enter, makeSpace } from "../../helpers/people/spaces.ts";
import { ok } from "../../helpers/people/steps.ts";

Deno.test("members hear who comes and goes, and what becomes of the space and its rooms", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  const spaceId = await makeSpace(ada, { isPublic: true });
  await enter(ada, spaceId, bob);
  // Nothing of this is delivered later.
  await app.settled();
  const path = `/spaces/${spaceId}`;
  await using live = await listening.open(bob);
  await live.subscribe(`space:${spaceId}`, "user");
  const member = async (type: string) => {
    const { data } = (await live.next(type)).event;
    assertEquals(data.spaceId, spaceId);
    return [data.userId, data.how];
  };
  ok(await cyd.post(`${path}/join`), 200);
  assertEquals(await member("member.joined"), [cyd.id, "joined"]);
  ok(await cyd.post(`${path}/leave`), 204);
  assertEquals(await member("member.left"), [cyd.id, "left"]);
  await enter(ada, spaceId, dan);
  assertEquals(await member("member.joined"), [dan.id, "invited"]);
  ok(await ada.put(`${path}/bans/${dan.id}`), 200);
  assertEquals(await member("member.left"), [dan.id, "banned"]);
  const room = ok(await ada.post(`${path}/rooms`, { name: "Boats" }), 201).data;
  const made = (await live.next("conversation.created")).event.data;
  assertEquals([made.conversationId, made.role], [room.roomId, "member"]);
  ok(await ada.patch(`${path}/rooms/${room.roomId}`, { name: "Ships" }), 200);
  assertEquals((await live.next("conversation.updated")).event.data.name, "Ships");
  ok(await ada.put(`${path}/members/${bob.id}/role`, { role: "moderator" }), 200);
  assertEquals((await live.next("space.updated")).event.data.spaceId, spaceId);
  ok(await ada.delete(path), 204);
  const { topic, event } = await live.next("space.deleted");
  assertEquals([topic, event.data], ["user", { spaceId }]);
});
