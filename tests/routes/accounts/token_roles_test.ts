import { assertEquals } from "@std/assert";
import { withToken } from "../../helpers/people/admins.ts";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { report, startModeratedApp, takeDown } from "../../helpers/people/moderation.ts";

Deno.test("a token without staff sees of moderation only what its user would see without any role", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  const hidden = await publish(app, ada, { caption: "For friends alone", privacy: "followers" });
  const post = await publish(app, ada);
  await report(bob, "posts", hidden.postId);
  const act = await takeDown(max, "posts", post.postId);
  ok(await ada.post("/moderation/appeals", { actionId: act.actionId, message: "Why?" }), 201);
  const lists = [["/moderation/reports", "reports"], ["/moderation/appeals", "appeals"]] as const;
  for (const moderator of [mona, ann]) {
    const plain = await withToken(ann, moderator, ["read", "write"]);
    const staff = await withToken(ann, moderator, ["read", "staff"]);
    for (const [path, name] of lists) {
      assertEquals(await walkList(plain, path, name), [], path);
      assertEquals((await walkList(staff, path, name)).length, 1, path);
      assertEquals((await walkList(moderator, path, name)).length, 1, path);
    }
    assertEquals(ok(await plain.get("/auth/me"), 200).data.roles, ["user"]);
    assertEquals(ok(await staff.get("/auth/me"), 200).data.roles.length, 2);
    assertEquals(errorCode(await plain.get("/moderation/audit"), 403), "forbidden");
  }
});

Deno.test("a body that asks for more than its route is refused without the permission", async () => {
  await using app = await startModeratedApp();
  const { ann, mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { reportId } = await report(bob, "users", ada.id);
  const path = `/moderation/reports/${reportId}/resolve`;
  const suspension = { action: "suspend", note: "Enough" };
  const plain = await withToken(ann, mona, ["read", "write"]);
  assertEquals(errorCode(await plain.post(path, suspension), 403), "forbidden");
  assertEquals(errorCode(await bob.post(path, suspension), 403), "forbidden");
  ok(await (await withToken(ann, mona, ["write", "staff"])).post(path, suspension), 200);
});
