import { assert, assertEquals } from "@std/assert";
import { assertSameAnswer, errorCode, follow, ok, publish, walkList } from "../helpers/deeds.ts";
import { lettersTo } from "../helpers/letters.ts";
import {
  comment,
  report,
  startModeratedApp,
  statusesOf,
  takeDown,
  toldByModerators,
} from "../helpers/moderation.ts";
import { type Person, send } from "../helpers/person.ts";
import { aJpeg, download, putUpload, runMedia, upload } from "../helpers/uploads.ts";

const postIdsIn = async (person: Person, path: string) =>
  (await walkList(person, path, "posts")).map(({ postId }) => postId);

const postsCountOf = async (person: Person) =>
  ok(await person.get("/users/me"), 200).data.postsCount;

Deno.test("a post that is taken down is missing for everybody but its author, at once, and restored as it was", async () => {
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

Deno.test("the pictures of a taken-down post leave their public addresses, and come back with it", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const mediaIds = [await upload(app, ada, await aJpeg(400, 300))];
  const { postId, imageUrl } = ok(await ada.post("/posts", { mediaIds }), 201).data;
  assertEquals((await download(app, imageUrl)).status, 200);
  await takeDown(mona, "posts", postId);
  await runMedia(app);
  assert((await download(app, imageUrl)).status >= 400);
  assertEquals((await bob.get(`/media/${mediaIds[0]}`)).status, 404);
  const own = ok(await ada.get(`/posts/${postId}`), 200).data;
  assertEquals((await download(app, own.imageUrl)).status, 200);
  ok(await mona.post(`/moderation/posts/${postId}/restore`), 200);
  await runMedia(app);
  const shown = ok(await bob.get(`/posts/${postId}`), 200).data;
  assert(shown.imageUrl.includes("/public/"));
  assertEquals((await download(app, shown.imageUrl)).status, 200);
});

Deno.test("a comment that is taken down is counted no more and shown to its author alone", async () => {
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

Deno.test("counts stay right when an author deletes what was taken down", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const [one, two] = [await publish(app, ada), await publish(app, ada)];
  const commentId = await comment(bob, two.postId);
  await takeDown(mona, "posts", one.postId);
  await takeDown(mona, "comments", commentId);
  ok(await ada.delete(`/posts/${one.postId}`), 204);
  ok(await bob.delete(`/posts/${two.postId}/comments/${commentId}`), 204);
  const counts = async () => [
    await postsCountOf(ada),
    ok(await ada.get(`/posts/${two.postId}`), 200).data.commentsCount,
  ];
  assertEquals(await counts(), [1, 0]);
  ok(await mona.post(`/moderation/posts/${one.postId}/restore`), 200);
  ok(await mona.post(`/moderation/comments/${commentId}/restore`), 200);
  assertEquals(await counts(), [1, 0]);
  assertEquals((await bob.get(`/posts/${one.postId}`)).status, 404);
});

Deno.test("a post that waits for its picture is published unseen and uncounted while it is taken down", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const bytes = await aJpeg(400, 300);
  const { uploadId, mediaId } = await putUpload(app, ada, bytes);
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  const { postId, status } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  assertEquals(status, "processing");
  // Nobody but the author sees it yet, and nobody has reported it.
  const unseen = await mona.post(`/moderation/posts/${postId}/takedown`);
  assertEquals(errorCode(unseen, 404), "not_found");
  await app.ctx.sql`
    insert into moderation_reports (id, subject_type, subject_id, person_id, reason, snapshot,
      is_private)
    values (${crypto.randomUUID()}, 'post', ${postId}, ${ada.id}, 'spam', '{"mediaIds":[]}', true)`;
  await takeDown(mona, "posts", postId);
  await runMedia(app);
  assertEquals((await bob.get(`/posts/${postId}`)).status, 404);
  assertEquals(await postsCountOf(ada), 0);
  ok(await mona.post(`/moderation/posts/${postId}/restore`), 200);
  await runMedia(app);
  ok(await bob.get(`/posts/${postId}`), 200);
  assertEquals(await postsCountOf(ada), 1);
});

Deno.test("the author is told of a takedown and of its end, in the app and by mail", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const commentId = await comment(ada, postId);
  const acts = [
    await takeDown(mona, "comments", commentId, "Rude"),
    await takeDown(mona, "posts", postId, "Spam"),
  ];
  const told = await toldByModerators(app, ada);
  assertEquals(told.map(({ preview }: { preview: string }) => preview), [
    "Your post was taken down: Spam",
    "Your comment was taken down: Rude",
  ]);
  assertEquals(
    told.map(({ actionId }: { actionId: string }) => actionId),
    acts.map(({ actionId }) => actionId).reverse(),
  );
  assertEquals([told[0].postId, told[0].commentId], [postId, undefined]);
  assertEquals(
    ok(await ada.get("/notifications/unread-count"), 200).data.unreadCount,
    told.length,
  );
  const letters = await lettersTo(app, "ada@example.com");
  const letter = letters.find(({ subject }) => subject.endsWith("Your post was taken down"));
  assert(letter!.text.includes("Why: Spam") && letter!.text.includes(acts[1]!.actionId));
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

Deno.test("takedowns are for moderators, of what strangers see or somebody has reported, and never of one's own", async () => {
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
