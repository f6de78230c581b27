import { assertEquals } from "@std/assert";
import { ROOMS_PER_SPACE_MAX } from "../../../domain/conversations/limits.ts";
import { startApp } from "../../helpers/app/app.ts";
import { enter, makeRoom, makeSpace } from "../../helpers/people/spaces.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("a new room is a conversation of its space, and a repeat creates no second one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob);
  const path = `/spaces/${spaceId}/rooms`;
  const key = { "idempotency-key": crypto.randomUUID() };
  const body = { name: " Boats ", topic: "Sails" };
  const made = ok(await ada.send("POST", path, body, key), 201).data;
  const { roomId, conversationId, type, name, topic, membersCount, role, history } = made;
  assertEquals(conversationId, roomId);
  assertEquals(made.spaceId, spaceId);
  assertEquals([type, name, topic, membersCount, role], ["room", "Boats", "Sails", 2, "owner"]);
  assertEquals([history, made.viewRole, made.postRole], ["all", "member", "member"]);
  assertEquals([made.position, made.lastSeq, made.unreadCount], [0, 0, 0]);
  assertEquals(ok(await ada.send("POST", path, body, key), 201).data, made);
  assertEquals(await walkList(ada, path, "rooms"), [made]);
  const [seen] = await walkList(bob, path, "rooms");
  assertEquals({ ...seen, lastActivityAt: "" }, { ...made, role: "member", lastActivityAt: "" });
  assertEquals(ok(await bob.get(`/spaces/${spaceId}`), 200).data.roomsCount, 1);
});

Deno.test("rooms come by position, then by age, and a walk finds each once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const spaceId = await makeSpace(ada);
  const path = `/spaces/${spaceId}/rooms`;
  const ids: Record<string, string> = {};
  for (const name of ["a", "b", "c", "d"]) ids[name] = await makeRoom(ada, spaceId, { name });
  const names = async (limit: number) =>
    (await walkList(ada, path, "rooms", limit)).map(({ name }) => name).join("");
  assertEquals(await names(3), "abcd");
  ok(await ada.patch(`${path}/${ids.d}`, { position: 1 }), 200);
  ok(await ada.put(`${path}/${ids.a}`, { position: 2 }), 200);
  assertEquals(await names(1), "bdac");
  ok(await ada.delete(`${path}/${ids.d}`), 204);
  assertEquals(await names(2), "bac");
  const missing = await ada.delete(`${path}/${crypto.randomUUID()}`);
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await ada.delete(`${path}/${ids.d}`), missing);
  const other = await makeSpace(ada);
  assertSameAnswer(await ada.delete(`/spaces/${other}/rooms/${ids.a}`), missing);
});

Deno.test("the name of a room is its own in the space, until the room is deleted", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const spaceId = await makeSpace(ada);
  const path = `/spaces/${spaceId}/rooms`;
  const answers = await Promise.all(
    ["Boats", "boats", "BOATS"].map((name) => ada.post(path, { name })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  const taken = answers.find(({ status }) => status === 409)!;
  assertEquals([taken.body.error.code, taken.body.error.details], ["conflict", { field: "name" }]);
  const { roomId } = answers.find(({ status }) => status === 201)!.data;
  const other = await makeRoom(ada, spaceId, { name: "Sails" });
  const renamed = await ada.patch(`${path}/${other}`, { name: "bOATS" });
  assertEquals(errorCode(renamed, 409), "conflict");
  ok(await ada.patch(`${path}/${roomId}`, { name: "BoatS" }), 200);
  await makeRoom(ada, await makeSpace(ada), { name: "Boats" });
  ok(await ada.delete(`${path}/${roomId}`), 204);
  ok(await ada.patch(`${path}/${other}`, { name: "Boats" }), 200);
});

Deno.test("an invalid room is refused, and so is one for a role that its maker does not have", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada);
  await enter(ada, spaceId, bob);
  ok(await ada.put(`/spaces/${spaceId}/members/${bob.id}/role`, { role: "moderator" }), 200);
  const path = `/spaces/${spaceId}/rooms`;
  const roomId = await makeRoom(bob, spaceId, { name: "Boats" });
  for (
    const body of [
      { name: "" },
      { name: "a".repeat(101) },
      { topic: "a".repeat(501) },
      { viewRole: "boss" },
      { history: "some" },
      { position: -1 },
      { position: 10_001 },
      { more: 1 },
    ]
  ) {
    const made = await bob.post(path, { name: "a", ...body });
    assertEquals(errorCode(made, 400), "validation_failed");
    const changed = await bob.patch(`${path}/${roomId}`, body);
    assertEquals(errorCode(changed, 400), "validation_failed");
  }
  assertEquals(errorCode(await bob.post(path, {}), 400), "validation_failed");
  for (const body of [{ viewRole: "owner" }, { postRole: "owner" }]) {
    const made = await bob.post(path, { name: "a", ...body });
    assertEquals(errorCode(made, 403), "forbidden");
    const changed = await bob.patch(`${path}/${roomId}`, body);
    assertEquals(errorCode(changed, 403), "forbidden");
  }
  const { data } = ok(await ada.patch(`${path}/${roomId}`, { viewRole: "owner" }), 200);
  assertEquals(data.viewRole, "owner");
  assertEquals(errorCode(await bob.patch(`${path}/${roomId}`, {}), 404), "not_found");
});

Deno.test("a space has at most a hundred rooms, however many are created at once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const spaceId = await makeSpace(ada);
  await app.ctx.sql`
    insert into conversations (id, kind, space_id, name)
    select gen_random_uuid(), 'room', ${spaceId}, 'Room ' || n
    from generate_series(1, ${ROOMS_PER_SPACE_MAX - 2}) as n`;
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, n) => ada.post(`/spaces/${spaceId}/rooms`, { name: `New ${n}` })),
  );
  assertEquals(answers.map(({ status }) => status).sort(), [201, 201, 422, 422, 422]);
});
