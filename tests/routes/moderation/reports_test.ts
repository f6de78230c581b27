import { assert, assertEquals } from "@std/assert";
import { errorCode, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { comment, report, startModeratedApp } from "../../helpers/people/moderation.ts";
import { type Person } from "../../helpers/people/person.ts";

const resolve = (moderator: Person, reportId: string, body: unknown) =>
  moderator.post(`/moderation/reports/${reportId}/resolve`, body);

Deno.test("the queue has the oldest open reports first, with the number for each subject and its content", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const post = await publish(app, ada, { caption: "Buy #now", header: "Sale" });
  const commentId = await comment(ada, post.postId, "Really");
  const first = await report(bob, "posts", post.postId);
  await report(cora, "posts", post.postId, "hate");
  await report(cora, "comments", commentId);
  await report(cora, "users", ada.id);
  ok(await ada.patch(`/posts/${post.postId}`, { caption: "Nothing to see" }), 200);
  const queue = await walkList(mona, "/moderation/reports", "reports", 2);
  assertEquals(queue.map(({ subject }) => subject.type), ["post", "post", "comment", "user"]);
  assertEquals(queue.map(({ reportsCount }) => reportsCount), [2, 2, 1, 1]);
  const [{ content, ...seen }] = queue;
  const { reportsCount: _, reporterId, userId, actionId, ...report_ } = seen;
  assertEquals(report_, first);
  assertEquals([reporterId, userId, actionId], [bob.id, ada.id, null]);
  assertEquals([content.caption, content.header, content.tags], ["Buy #now", "Sale", ["now"]]);
  assertEquals([content.username, content.privacy, content.isPrivate], ["ada", "public", false]);
  assertEquals(content.media.map((one: { mediaId: string }) => one.mediaId), [
    post.media[0].mediaId,
  ]);
  assert(content.media[0].variants[0].url);
  assertEquals(queue[2].content.content, "Really");
  assertEquals(queue[3].content.fullName, "ada");
});

Deno.test("a reporter sees their own reports with the result, and no more", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const [one, two] = [await publish(app, ada), await publish(app, ada)];
  const reports = [await report(bob, "posts", one.postId), await report(bob, "posts", two.postId)];
  const other = await report(cora, "posts", one.postId);
  ok(await resolve(mona, other.reportId, { action: "takedown", note: "Spam" }), 200);
  ok(await resolve(mona, reports[1].reportId, { action: "dismiss" }), 200);
  const own = await walkList(bob, "/moderation/reports", "reports", 1);
  assertEquals(own.map(({ reportId }) => reportId), [reports[1].reportId, reports[0].reportId]);
  assertEquals(own.map(({ status }) => status), ["dismissed", "actioned"]);
  assertEquals(Object.keys(own[0]).sort(), Object.keys(reports[0]).sort());
  for (const [status, count] of [["open", 0], ["actioned", 1], ["dismissed", 1]] as const) {
    const path = `/moderation/reports?status=${status}`;
    assertEquals((await walkList(bob, path, "reports")).length, count);
  }
  assertEquals(await walkList(ada, "/moderation/reports", "reports"), []);
  const minesOfMona = ok(await mona.get("/moderation/reports?mine=true"), 200).data.reports;
  assertEquals(minesOfMona, []);
  const done = await walkList(mona, "/moderation/reports?status=actioned", "reports");
  assertEquals(done.map(({ reportsCount }) => reportsCount), [2, 2]);
});

Deno.test("each way to resolve a report has its effect together with the report", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const commentId = await comment(ada, postId);
  const resolved = async (kind: "users" | "posts" | "comments", id: string, body: unknown) => {
    const { reportId } = await report(bob, kind, id);
    const { data } = ok(await resolve(mona, reportId, body), 200);
    return [data.reportId === reportId, data.status, data.resolvedAt !== null];
  };
  assertEquals(await resolved("posts", postId, { action: "dismiss" }), [true, "dismissed", true]);
  const warning = { action: "warn", note: "Be kind" };
  assertEquals(await resolved("users", ada.id, warning), [true, "actioned", true]);
  await resolved("comments", commentId, { action: "takedown", note: "Rude" });
  assertEquals(await walkList(bob, `/posts/${postId}/comments`, "comments"), []);
  await resolved("posts", postId, { action: "takedown", note: "Rude" });
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  await resolved("users", ada.id, { action: "suspend", note: "Enough" });
  assertEquals(errorCode(await ada.get("/users/me"), 403), "account_suspended");
  assertEquals(await walkList(mona, "/moderation/reports", "reports"), []);
});

Deno.test("every access of a moderator to limited content with a report is recorded", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  await app.settled();
  const closed = await publish(app, ada, { privacy: "followers", caption: "Among us" });
  const open = await publish(app, ada);
  const { reportId } = await report(bob, "posts", closed.postId);
  await report(bob, "posts", open.postId);
  const looks = async () =>
    (await walkList(mona, "/moderation/audit?action=report.view", "entries"))
      .map((entry) => [entry.reportId, entry.subject.id, entry.actor.username]);
  assertEquals(await looks(), []);
  assertEquals((await mona.get(`/posts/${closed.postId}`)).status, 404);
  for (let look = 0; look < 2; look++) {
    const { reports } = ok(await mona.get("/moderation/reports"), 200).data;
    assertEquals(reports[0].content.caption, "Among us");
    assertEquals(reports[0].content.isPrivate, true);
  }
  assertEquals(await looks(), Array(2).fill([reportId, closed.postId, "mona"]));
  assertEquals((await mona.get(`/posts/${closed.postId}`)).status, 404);
});
