import { assert, assertEquals } from "@std/assert";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { mailsTo } from "../../helpers/app/mails.ts";
import {
  comment,
  moderationNotificationsOf,
  startModeratedApp,
  takeDown,
} from "../../helpers/people/moderation.ts";
import type { Person } from "../../helpers/people/person.ts";
import { aJpeg, download, putUpload, runMedia, upload } from "../../helpers/media/uploads.ts";

const postsCountOf = async (person: Person) =>
  ok(await person.get("/users/me"), 200).data.postsCount;

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

Deno.test("counts stay right when an author deletes taken-down content", async () => {
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
  // Only its author sees it so far, and nobody has reported it.
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

Deno.test("the author is notified of a takedown and of its end, in the app and by mail", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada] = await app.people("ada");
  const { postId } = await publish(app, ada);
  const commentId = await comment(ada, postId);
  const acts = [
    await takeDown(mona, "comments", commentId, "Rude"),
    await takeDown(mona, "posts", postId, "Spam"),
  ];
  const items = await moderationNotificationsOf(app, ada);
  assertEquals(items.map(({ preview }: { preview: string }) => preview), [
    "Your post was taken down: Spam",
    "Your comment was taken down: Rude",
  ]);
  assertEquals(
    items.map(({ actionId }: { actionId: string }) => actionId),
    acts.map(({ actionId }) => actionId).reverse(),
  );
  assertEquals([items[0].postId, items[0].commentId], [postId, undefined]);
  assertEquals(
    ok(await ada.get("/notifications/unread-count"), 200).data.unreadCount,
    items.length,
  );
  const mails = await mailsTo(app, "ada@example.com");
  const mail = mails.find(({ subject }) => subject.endsWith("Your post was taken down"));
  assert(mail!.text.includes("Reason: Spam") && mail!.text.includes(acts[1]!.actionId));
});
