import { assertEquals } from "@std/assert";
import { follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { mailsTo } from "../../helpers/app/mails.ts";
import {
  appeal,
  comment,
  moderationNotificationsOf,
  report,
  resolveAppeal,
  startModeratedApp,
  suspend,
  takeDown,
} from "../../helpers/people/moderation.ts";
import { PASSWORD, Person, send } from "../../helpers/people/person.ts";

Deno.test("an accepted appeal undoes its action, and notifies the person", async () => {
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
    const answer = ok(await resolveAppeal(max, appealId, true, "You are right"), 200).data;
    assertEquals([answer.status, answer.note], ["accepted", "You are right"]);
  }
  ok(await bob.get(`/posts/${postId}`), 200);
  const [shown] = await walkList(bob, `/posts/${postId}/comments`, "comments");
  assertEquals([shown.commentId, shown.moderation], [commentId, undefined]);
  const [item] = await moderationNotificationsOf(app, ada);
  assertEquals(item.preview, "Your appeal was accepted: You are right");
  const subjects = (await mailsTo(app, "ada@example.com")).map(({ subject }) => subject);
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
  ok(await resolveAppeal(max, appealId, false), 200);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  const [own] = await walkList(ada, "/moderation/appeals", "appeals");
  assertEquals([own.appealId, own.status, own.note], [appealId, "rejected", "The decision stands"]);
});

Deno.test("a suspended person appeals with their old token, or with the one from signing in", async () => {
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
    assertEquals(
      (await resolveAppeal(appellant, appealId, true)).status,
      way === "had" ? 403 : 401,
    );
    ok(await resolveAppeal(max, appealId, true, "Come back"), 200);
    ok(await ada.get("/users/me"), 200);
    ok(await bob.get("/users/@ada"), 200);
  }
});

Deno.test("the queue has the oldest open appeals first, with the subject of the action", async () => {
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
