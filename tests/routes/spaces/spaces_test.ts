import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { assertNeedToken } from "../../helpers/people/social.ts";
import { enter, makeRoom, makeSpace } from "../../helpers/people/spaces.ts";
import { assertSameAnswer, errorCode, ok, walkList } from "../../helpers/people/steps.ts";

Deno.test("a new space has its owner as the only member, and a repeat creates no second one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const avatarMediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  const body = { name: " Lakes ", description: "Cold", avatarMediaId, isPublic: true };
  const key = { "idempotency-key": crypto.randomUUID() };
  const made = ok(await ada.send("POST", "/spaces", body, key), 201).data;
  const { spaceId, createdAt, avatar } = made;
  assertEquals(made, {
    spaceId,
    name: "Lakes",
    description: "Cold",
    avatar,
    isPublic: true,
    ownerId: ada.id,
    membersCount: 1,
    roomsCount: 0,
    isMember: true,
    role: "owner",
    createdAt,
  });
  assertEquals(typeof avatar, "string");
  assertEquals(ok(await ada.send("POST", "/spaces", body, key), 201).data, made);
  assertEquals(ok(await ada.get(`/spaces/${spaceId}`), 200).data, made);
  assertEquals(await walkList(ada, "/spaces", "spaces"), [made]);
});

Deno.test("an invalid space is refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const refused = [
    {},
    { name: "" },
    { name: " \u200b " },
    { name: "a".repeat(101) },
    { name: "a", description: "a".repeat(1001) },
    { name: "a", isPublic: "yes" },
    { name: "a", ownerId: bob.id },
  ];
  for (const body of refused) {
    assertEquals(errorCode(await ada.post("/spaces", body), 400), "validation_failed");
  }
  for (const placement of ["private", "public"] as const) {
    const owner = placement === "private" ? ada : bob;
    const avatarMediaId = await insertReadyMedia(app.ctx.sql, owner.id, placement);
    const answer = await ada.post("/spaces", { name: "a", avatarMediaId });
    assertEquals(errorCode(answer, 422), "unprocessable");
  }
  assertEquals(errorCode(await ada.get("/spaces?public=maybe"), 400), "validation_failed");
  assertEquals(errorCode(await ada.get("/spaces?cursor=lake"), 400), "invalid_cursor");
  assertEquals(await walkList(ada, "/spaces", "spaces"), []);
  const path = `/spaces/${await makeSpace(ada, { isPublic: true })}`;
  await assertNeedToken(app, [
    ["POST", "/spaces", { name: "a" }],
    ["GET", "/spaces"],
    ["GET", path],
    ["PATCH", path, {}],
    ["DELETE", path],
    ["GET", `${path}/members`],
    ["POST", `${path}/join`],
    ["POST", `${path}/leave`],
    ["GET", `${path}/bans`],
    ["GET", `${path}/rooms`],
    ["GET", `${path}/invitations`],
  ]);
});

Deno.test("the owner changes a space, and a change of nothing changes nothing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaceId = await makeSpace(ada, { description: "Cold" });
  await enter(ada, spaceId, bob);
  const path = `/spaces/${spaceId}`;
  const change = { name: "Seas", description: "", isPublic: true };
  const changed = ok(await ada.patch(path, change), 200).data;
  assertEquals([changed.name, changed.description, changed.isPublic], ["Seas", null, true]);
  assertEquals(ok(await ada.put(path, {}), 200).data, changed);
  assertEquals(ok(await bob.get(path), 200).data, { ...changed, role: "member" });
  assertEquals(errorCode(await ada.patch(path, { name: null }), 400), "validation_failed");
});

Deno.test("a deleted space is missing for everybody at once, with all that is in it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const spaceId = await makeSpace(ada, { isPublic: true });
  await enter(ada, spaceId, bob);
  const roomId = await makeRoom(ada, spaceId, { name: "Boats" });
  const { data } = ok(await ada.post(`/spaces/${spaceId}/invitations`), 201);
  ok(await bob.get(`/spaces/${spaceId}/rooms`), 200);
  ok(await ada.delete(`/spaces/${spaceId}`), 204);
  const nowhere = crypto.randomUUID();
  for (const person of [ada, bob, cyd]) {
    for (const end of ["", "/members", "/rooms", "/bans", "/invitations"]) {
      const missing = await person.get(`/spaces/${nowhere}${end}`);
      assertEquals(errorCode(missing, 404), "not_found");
      assertSameAnswer(await person.get(`/spaces/${spaceId}${end}`), missing);
    }
    for (const list of ["/spaces", "/spaces?public=true"]) {
      assertEquals(await walkList(person, list, "spaces"), []);
    }
    assertEquals(errorCode(await person.post(`/spaces/${spaceId}/join`), 404), "not_found");
    const late = await person.post(`/invitations/${data.token}/accept`);
    assertEquals(errorCode(late, 404), "not_found");
    const change = await person.patch(`/spaces/${spaceId}/rooms/${roomId}`, { name: "Ships" });
    assertEquals(errorCode(change, 404), "not_found");
  }
  assertEquals(errorCode(await ada.delete(`/spaces/${spaceId}`), 404), "not_found");
  assertEquals((await app.ctx.sql`select from space_members`).count, 0);
});
