import { assertEquals } from "@std/assert";
import { assertSameAnswer, errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import {
  appeal,
  moderationNotificationsOf,
  report,
  resolveAppeal,
  startModeratedApp,
  statusesOf,
  suspend,
  takeDown,
} from "../../helpers/people/moderation.ts";
import { Person, send } from "../../helpers/people/person.ts";

Deno.test("a suspended moderator has no role left, even where they may appeal", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const { actionId } = await takeDown(max, "posts", postId);
  ok(await appeal(ada, actionId), 201);
  assertEquals((await walkList(mona, "/moderation/appeals", "appeals")).length, 1);
  await suspend(ann, mona);
  assertEquals(await walkList(mona, "/moderation/appeals", "appeals"), []);
});

Deno.test("only the person concerned appeals, only against actions on them, and once", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { reportId } = await report(bob, "posts", postId);
  ok(await mona.post(`/moderation/reports/${reportId}/resolve`, { action: "dismiss" }), 200);
  const { actionId } = await takeDown(mona, "posts", postId);
  const missing = await appeal(bob, crypto.randomUUID());
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await appeal(bob, actionId), missing);
  const acts = await walkList(mona, "/moderation/audit?action=report.dismiss", "entries");
  assertSameAnswer(await appeal(ada, acts[0].actionId), missing);
  const both = await Promise.all([appeal(ada, actionId), appeal(ada, actionId)]);
  assertEquals(statusesOf(both), [201, 409]);
  for (
    const body of [{}, { actionId }, { actionId, message: " " }, { actionId: 1, message: "x" }]
  ) {
    assertEquals((await ada.post("/moderation/appeals", body)).status, 400);
  }
  const anyone = { actionId, message: "x" };
  assertEquals((await send(app.fetch, "POST", "/api/v1/moderation/appeals", anyone)).status, 401);
  assertEquals((await send(app.fetch, "GET", "/api/v1/moderation/appeals")).status, 401);
});

Deno.test("an appeal is decided once, never by its author, and by the acting moderator only if an admin", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada] = await app.people("ada");
  const open = async (by: Person, author: Person) => {
    const { postId } = await publish(app, author);
    const { actionId } = await takeDown(by, "posts", postId);
    return ok(await appeal(author, actionId), 201).data.appealId;
  };
  const one = await open(mona, ada);
  assertEquals(errorCode(await resolveAppeal(mona, one, true), 403), "forbidden");
  assertEquals(errorCode(await resolveAppeal(ada, one, true), 403), "forbidden");
  const both = await Promise.all([max, ann].map((by) => resolveAppeal(by, one, true)));
  assertEquals(statusesOf(both), [200, 409]);
  assertEquals(errorCode(await resolveAppeal(max, one, false), 409), "conflict");
  ok(await resolveAppeal(ann, await open(ann, ada), true), 200);
  const moderators = await open(mona, max);
  assertEquals(errorCode(await resolveAppeal(max, moderators, true), 403), "forbidden");
  const missing = await resolveAppeal(max, crypto.randomUUID(), true);
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(
    (await max.post(`/moderation/appeals/${one}/resolve`, { accept: "yes" })).status,
    400,
  );
  const path = `/api/v1/moderation/appeals/${one}/resolve`;
  assertEquals((await send(app.fetch, "POST", path, { accept: true })).status, 401);
});

Deno.test("accepting an appeal against an undone action, or against a warning, undoes nothing else", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { actionId } = await takeDown(mona, "posts", postId);
  const { appealId } = ok(await appeal(ada, actionId), 201).data;
  ok(await mona.post(`/moderation/posts/${postId}/restore`), 200);
  await takeDown(mona, "posts", postId, "Again");
  ok(await resolveAppeal(max, appealId, true), 200);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  const { reportId } = await report(bob, "users", ada.id);
  ok(await mona.post(`/moderation/reports/${reportId}/resolve`, { action: "warn" }), 200);
  const [item] = await moderationNotificationsOf(app, ada);
  const warned = ok(await appeal(ada, item.actionId), 201).data;
  assertEquals(warned.action, "user.warn");
  ok(await resolveAppeal(max, warned.appealId, true), 200);
});
