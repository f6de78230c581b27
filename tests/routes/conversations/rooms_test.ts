import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { membersSeenBy } from "../../helpers/conversations/conversations.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";

Deno.test("a room is a conversation of the people who may view it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { spaceId } = ok(await ada.post("/spaces", { name: "Lakes", isPublic: true }), 201).data;
  ok(await bob.post(`/spaces/${spaceId}/join`), 200);
  const make = async (fields: Record<string, unknown>) =>
    ok(await ada.post(`/spaces/${spaceId}/rooms`, fields), 201).data.roomId;
  const shore = await make({ name: "shore" });
  const office = await make({ name: "office", viewRole: "moderator" });

  assertEquals(await membersSeenBy(bob, shore), ["ada (owner)", "bob"]);
  assertEquals(await membersSeenBy(ada, office), ["ada (owner)"]);
  const renamed = ok(await ada.patch(`/conversations/${shore}`, { name: "beach" }), 200).data;
  assertEquals([renamed.type, renamed.name, renamed.spaceId], ["room", "beach", spaceId]);
  assertEquals(
    errorCode(await bob.patch(`/conversations/${shore}`, { name: "x" }), 403),
    "forbidden",
  );
  const settings = ok(await bob.put(`/conversations/${shore}/settings`, { notify: "none" }), 200);
  assertEquals(settings.data.notify, "none");

  const missing = `/conversations/${crypto.randomUUID()}`;
  const hidden = `/conversations/${office}`;
  for (const path of ["", "/members"]) {
    assertSameAnswer(await bob.get(hidden + path), await bob.get(missing + path));
  }
  const change = { notify: "all" };
  assertSameAnswer(
    await bob.put(`${hidden}/settings`, change),
    await bob.put(`${missing}/settings`, change),
  );
});
