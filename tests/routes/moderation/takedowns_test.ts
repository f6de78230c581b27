import { assertEquals } from "@std/assert";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import {
  comment,
  report,
  startModeratedApp,
  statusesOf,
  takeDown,
} from "../../helpers/people/moderation.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { runMedia } from "../../helpers/media/uploads.ts";

const postIdsIn = async (person: Person, path: string) =>
  (await walkList(person, path, "posts")).map(({ postId }) => postId);

const postsCountOf = async (person: Person) =>
  ok(await person.get("/users/me"), 200).data.postsCount;

Deno.test("a taken-down post is missing at once for everybody but its author, and restored unchanged", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "Hello @bob" });
  await comment(bob, postId);
  await app.settled();
  const before = ok(await bob.get(`/posts/${postId}`), 200).data;
  const lists = ["/feed", "/feed/public", `/users/${ada.id}/posts`];
  for (const path of lists) assertEquals(await postIdsIn(bob, path), [postId]);
  const missing = await bob.get(`/posts/${crypto.randomUUID()}`);

  const act = await takeDown(mona, "posts", postId, "Not here");
  assertEquals([act.action, act.subject, act.userId, act.reason], [
    "post.takedown",
    { type: "post", id: postId },
    ada.id,
    "Not here",
  ]);
  for (const viewer of [bob, mona]) {
    assertSameAnswer(await viewer.get(`/posts/${postId}`), missing);
    assertSameAnswer(await viewer.get(`/posts/${postId}/comments`), missing);
    assertSameAnswer(await viewer.post(`/posts/${postId}/like`), missing);
    assertSameAnswer(await viewer.post(`/posts/${postId}/comments`, { content: "hm" }), missing);
  }
  assertSameAnswer(await send(app.fetch, "GET", `/api/v1/posts/${postId}`), missing);
  for (const path of lists) assertEquals(await postIdsIn(bob, path), []);
  assertEquals(ok(await bob.get("/notifications"), 200).data.notifications, []);
  assertEquals(await postsCountOf(ada), 0);

  const own = ok(await ada.get(`/posts/${postId}`), 200).data;
  assertEquals(own.moderation, { actionId: act.actionId, reason: "Not here" });
  assertEquals([own.status, own.caption], ["published", "Hello @bob"]);
  assertEquals(await postIdsIn(ada, `/users/${ada.id}/posts`), [postId]);

  ok(await mona.post(`/moderation/posts/${postId}/restore`), 200);
  await runMedia(app);
  const { media: _, imageUrl: __, thumbnailUrl: ___, ...rest } =
    ok(await bob.get(`/posts/${postId}`), 200).data;
  const { media: ____, imageUrl: _____, thumbnailUrl: ______, ...first } = before;
  assertEquals(rest, first);
  for (const path of lists) assertEquals(await postIdsIn(bob, path), [postId]);
  assertEquals(ok(await bob.get("/notifications"), 200).data.notifications.length, 1);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.moderation, undefined);
  assertEquals(await postsCountOf(ada), 1);
});

Deno.test("a comment that is taken down is not counted, and shown only to its author", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const commentId = await comment(bob, postId, "Rude");
  await app.settled();
  const act = await takeDown(mona, "comments", commentId, "Be kind");
  await app.settled();
  const path = `/posts/${postId}/comments`;
  assertEquals(await walkList(ada, path, "comments"), []);
  const [own] = await walkList(bob, path, "comments");
  assertEquals(own.moderation, { actionId: act.actionId, reason: "Be kind" });
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.commentsCount, 0);
  assertEquals(ok(await ada.get("/notifications"), 200).data.notifications, []);
  assertEquals((await ada.delete(`${path}/${commentId}`)).status, 404);
  ok(await mona.post(`/moderation/comments/${commentId}/restore`, { reason: "Sorry" }), 200);
  await app.settled();
  const [shown] = await walkList(ada, path, "comments");
  assertEquals([shown.content, shown.moderation], ["Rude", undefined]);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.commentsCount, 1);
  assertEquals(ok(await ada.get("/notifications"), 200).data.notifications.length, 1);
});

Deno.test("a takedown resolves the open reports of its subject, and is made once", async () => {
  await using app = await startModeratedApp();
  const { mona, max } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  await report(bob, "posts", postId);
  const act = (verb: string) => (moderator: Person) =>
    moderator.post(`/moderation/posts/${postId}/${verb}`);
  for (const verb of ["takedown", "restore"]) {
    assertEquals(statusesOf(await Promise.all([mona, max].map(act(verb)))), [200, 409]);
    assertEquals(errorCode(await act(verb)(mona), 409), "conflict");
  }
  const [own] = await walkList(bob, "/moderation/reports", "reports");
  assertEquals(own.status, "actioned");
});

Deno.test("moderators take down reported or public content, but never their own", async () => {
  await using app = await startModeratedApp();
  const { mona, max, ann } = app;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { privacy: "followers" });
  const commentId = await comment(bob, postId);
  const missing = await mona.post(`/moderation/posts/${crypto.randomUUID()}/takedown`);
  for (const verb of ["takedown", "restore"]) {
    for (const [kind, id] of [["posts", postId], ["comments", commentId]]) {
      const path = `/moderation/${kind}/${id}/${verb}`;
      assertEquals(errorCode(await ada.post(path), 403), "forbidden");
      assertEquals((await send(app.fetch, "POST", `/api/v1${path}`)).status, 401);
      assertEquals((await mona.post(path, { reason: 5 })).status, 400);
      assertEquals(errorCode(await mona.post(path), 404), "not_found");
    }
  }
  assertEquals(errorCode(missing, 404), "not_found");
  assertSameAnswer(await mona.post(`/moderation/posts/${postId}/takedown`), missing);
  await report(bob, "posts", postId);
  await takeDown(mona, "posts", postId);
  const blocked = await publish(app, ada);
  ok(await ada.post(`/users/${mona.id}/block`), 200);
  await takeDown(mona, "posts", blocked.postId);
  const own = await publish(app, max);
  const path = `/moderation/posts/${own.postId}`;
  assertEquals(errorCode(await max.post(`${path}/takedown`), 403), "forbidden");
  await takeDown(ann, "posts", own.postId);
  assertEquals(errorCode(await max.post(`${path}/restore`), 403), "forbidden");
});
