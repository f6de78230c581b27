import { assertEquals } from "@std/assert";
import { assertSameAnswer, errorCode, follow, ok, publish, walkList } from "../helpers/deeds.ts";
import { lettersTo } from "../helpers/letters.ts";
import {
  comment,
  report,
  startModeratedApp,
  statusesOf,
  suspend,
  takeDown,
  toldByModerators,
} from "../helpers/moderation.ts";
import { PASSWORD, Person, send } from "../helpers/person.ts";

const appeal = (person: Person, actionId: string, message = "It was a joke") =>
  person.post("/moderation/appeals", { actionId, message });

const resolve = (moderator: Person, appealId: string, accept: boolean, note?: string) =>
  moderator.post(`/moderation/appeals/${appealId}/resolve`, {
    accept,
    ...(note === undefined ? {} : { note }),
  });

Deno.test("an accepted appeal undoes what it is against, and the person is told the answer", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const commentId = await comment(ada, postId);
  const acts = [
    await takeDown(mona, "comments", commentId, "Rude"),
    await takeDown(mona, "posts", postId, "Rude"),
  ];
  for (const act of acts.reverse()) {
    const { data } = ok(await appeal(ada, act.actionId), 201);
    const { appealId, createdAt: _, ...rest } = data;
    assertEquals(rest, {
      actionId: act.actionId,
      action: act.action,
      subject: act.subject,
      reason: "Rude",
      message: "It was a joke",
      status: "open",
      note: null,
      resolvedAt: null,
    });
    const answer = ok(await resolve(max, appealId, true, "You are right"), 200).data;
    assertEquals([answer.status, answer.note], ["accepted", "You are right"]);
  }
  ok(await bob.get(`/posts/${postId}`), 200);
  const [shown] = await walkList(bob, `/posts/${postId}/comments`, "comments");
  assertEquals([shown.commentId, shown.moderation], [commentId, undefined]);
  const [told] = await toldByModerators(app, ada);
  assertEquals(told.preview, "Your appeal was accepted: You are right");
  const subjects = (await lettersTo(app, "ada@example.com")).map(({ subject }) => subject);
  assertEquals(subjects.filter((one) => one.endsWith("Your appeal was accepted")).length, 2);
  assertEquals(subjects.filter((one) => one.endsWith("is back")).length, 0);
});

Deno.test("a rejected appeal changes nothing but its status", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { actionId } = await takeDown(mona, "posts", postId);
  const { appealId } = ok(await appeal(ada, actionId), 201).data;
  ok(await resolve(max, appealId, false), 200);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  const [own] = await walkList(ada, "/moderation/appeals", "appeals");
  assertEquals([own.appealId, own.status, own.note], [appealId, "rejected", "The decision stands"]);
});

Deno.test("a suspended person appeals with the token they had, or with the one that signing in gives", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  for (const way of ["had", "signed in"]) {
    const { actionId } = await suspend(mona, ada, { reason: "Enough" });
    const credentials = { username: "ada", password: PASSWORD };
    const login = await send(app.fetch, "POST", "/api/v1/auth/login", credentials);
    const { appealToken } = login.body.error.details;
    const token = way === "had" ? ada.accessToken : appealToken;
    const appellant = new Person(app.fetch, "ada", ada.id, token, "");
    for (const path of ["/users/me", "/feed", "/moderation/reports", "/moderation/audit"]) {
      const status = way === "had" ? 403 : 401;
      assertEquals((await appellant.get(path)).status, status, path);
    }
    const { appealId } = ok(await appeal(appellant, actionId), 201).data;
    const { appeals } = ok(await appellant.get("/moderation/appeals?status=open"), 200).data;
    assertEquals(appeals.map((one: { appealId: string }) => one.appealId), [appealId]);
    assertEquals((await resolve(appellant, appealId, true)).status, way === "had" ? 403 : 401);
    ok(await resolve(max, appealId, true, "Come back"), 200);
    ok(await ada.get("/users/me"), 200);
    ok(await bob.get("/users/@ada"), 200);
  }
});

Deno.test("a suspended moderator has no role left, also where they may appeal", async () => {
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

Deno.test("the queue has the oldest open appeals first, with what was acted on", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const post = await publish(app, ada, { privacy: "followers", caption: "Among us" });
  const { reportId } = await report(bob, "posts", post.postId);
  const takedown = { action: "takedown", note: "Rude" };
  ok(await mona.post(`/moderation/reports/${reportId}/resolve`, takedown), 200);
  const { moderation } = ok(await ada.get(`/posts/${post.postId}`), 200).data;
  const first = ok(await appeal(ada, moderation.actionId), 201).data;
  const { actionId } = await suspend(mona, bob);
  const second = ok(await appeal(bob, actionId), 201).data;
  const queue = await walkList(max, "/moderation/appeals", "appeals", 1);
  assertEquals(queue.map(({ appealId }) => appealId), [first.appealId, second.appealId]);
  assertEquals(queue.map(({ userId }) => userId), [ada.id, bob.id]);
  assertEquals(queue.map(({ actorId }) => actorId), [mona.id, mona.id]);
  assertEquals([queue[0].content.caption, queue[0].content.isPrivate], ["Among us", true]);
  assertEquals(queue[1].content, null);
  const looks = await walkList(max, "/moderation/audit?action=report.view", "entries");
  assertEquals(looks.map((look) => [look.reportId, look.appealId]), [[reportId, first.appealId]]);
  const own = await walkList(ada, "/moderation/appeals", "appeals");
  assertEquals(own, [first]);
});

Deno.test("only the person concerned appeals, only against what was done to them, and once", async () => {
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

Deno.test("who acted does not decide about the appeal, unless an admin; nor does the person, and it is decided once", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada] = await app.people("ada");
  const open = async (by: Person, author: Person) => {
    const { postId } = await publish(app, author);
    const { actionId } = await takeDown(by, "posts", postId);
    return ok(await appeal(author, actionId), 201).data.appealId;
  };
  const one = await open(mona, ada);
  assertEquals(errorCode(await resolve(mona, one, true), 403), "forbidden");
  assertEquals(errorCode(await resolve(ada, one, true), 403), "forbidden");
  assertEquals(statusesOf(await Promise.all([max, ann].map((by) => resolve(by, one, true)))), [
    200,
    409,
  ]);
  assertEquals(errorCode(await resolve(max, one, false), 409), "conflict");
  ok(await resolve(ann, await open(ann, ada), true), 200);
  const moderators = await open(mona, max);
  assertEquals(errorCode(await resolve(max, moderators, true), 403), "forbidden");
  const missing = await resolve(max, crypto.randomUUID(), true);
  assertEquals(errorCode(missing, 404), "not_found");
  assertEquals(
    (await max.post(`/moderation/appeals/${one}/resolve`, { accept: "yes" })).status,
    400,
  );
  const path = `/api/v1/moderation/appeals/${one}/resolve`;
  assertEquals((await send(app.fetch, "POST", path, { accept: true })).status, 401);
});

Deno.test("accepting an appeal against what was undone meanwhile, or against a warning, undoes nothing else", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const { actionId } = await takeDown(mona, "posts", postId);
  const { appealId } = ok(await appeal(ada, actionId), 201).data;
  ok(await mona.post(`/moderation/posts/${postId}/restore`), 200);
  await takeDown(mona, "posts", postId, "Again");
  ok(await resolve(max, appealId, true), 200);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  const { reportId } = await report(bob, "users", ada.id);
  ok(await mona.post(`/moderation/reports/${reportId}/resolve`, { action: "warn" }), 200);
  const [told] = await toldByModerators(app, ada);
  const warned = ok(await appeal(ada, told.actionId), 201).data;
  assertEquals(warned.action, "user.warn");
  ok(await resolve(max, warned.appealId, true), 200);
});
