import { assert, assertEquals } from "@std/assert";
import { assertSameAnswer, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { mailsTo } from "../../helpers/app/mails.ts";
import { comment, startModeratedApp, suspend } from "../../helpers/people/moderation.ts";
import { aJpeg, download, runMedia, upload } from "../../helpers/media/uploads.ts";

const LATER = "2099-01-01T00:00:00.000Z";

Deno.test("all content of a suspended person is hidden from everybody at once, and back afterwards", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  ok(await ada.post(`/users/${bob.id}/follow`), 200);
  const { postId } = await publish(app, ada);
  const other = await publish(app, bob);
  await comment(ada, other.postId);
  ok(await ada.post(`/posts/${other.postId}/like`), 200);
  await app.settled();
  const seen = async () => {
    const { notifications } = ok(await bob.get("/notifications"), 200).data;
    return {
      profile: (await bob.get("/users/@ada")).status,
      post: (await bob.get(`/posts/${postId}`)).status,
      feed: (await walkList(bob, "/feed", "posts")).length,
      everybody: (await walkList(bob, "/feed/public", "posts")).length,
      comments: (await walkList(bob, `/posts/${other.postId}/comments`, "comments")).length,
      likes: (await walkList(bob, `/posts/${other.postId}/likes`, "users")).length,
      followers: (await walkList(bob, "/users/me/followers", "followers")).length,
      notifications: notifications.length,
    };
  };
  const before = await seen();
  assertEquals([before.profile, before.feed, before.notifications], [200, 2, 3]);
  const startedAt = performance.now();
  await suspend(mona, ada);
  assertEquals(await seen(), {
    profile: 404,
    post: 404,
    feed: 1,
    everybody: 1,
    comments: 0,
    likes: 0,
    followers: 0,
    notifications: 0,
  });
  assert(performance.now() - startedAt < 1000);
  const missing = await bob.get("/users/@nobody");
  assertSameAnswer(await bob.get("/users/@ada"), missing);
  assertSameAnswer(await mona.get("/users/@ada"), missing);
  ok(await mona.post("/moderation/users/@ada/unsuspend"), 200);
  assertEquals(await seen(), before);
});

Deno.test("the pictures of a suspended person leave their public addresses", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await aJpeg(400, 300));
  const avatarMediaId = await upload(app, ada, await aJpeg(300, 300));
  ok(await ada.patch("/users/me", { avatarMediaId }), 200);
  const { imageUrl } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const avatar = async () => ok(await bob.get("/users/@ada"), 200).data.avatar;
  const addresses = [imageUrl, await avatar()];
  for (const url of addresses) assertEquals((await download(app, url)).status, 200);
  await suspend(mona, ada);
  await runMedia(app);
  for (const url of addresses) assert((await download(app, url)).status >= 400);
  ok(await mona.post(`/moderation/users/${ada.id}/unsuspend`), 200);
  await runMedia(app);
  assertEquals((await download(app, await avatar())).status, 200);
});

Deno.test("the person gets a mail, and a notification in the app when they are back", async () => {
  await using app = await startModeratedApp();
  const { mona } = app;
  const [ada] = await app.people("ada");
  const { actionId } = await suspend(mona, ada, { reason: "Enough", until: LATER });
  const mails = await mailsTo(app, "ada@example.com");
  const mail = mails.find(({ subject }) => subject.endsWith("Your account is suspended"));
  for (const part of ["Reason: Enough", LATER, actionId]) assert(mail!.text.includes(part), part);
  ok(await mona.post(`/moderation/users/${ada.id}/unsuspend`, { reason: "Better" }), 200);
  await app.settled();
  const { notifications } = ok(await ada.get("/notifications"), 200).data;
  assertEquals(notifications.map(({ preview }: { preview: string }) => preview), [
    "Your account is no longer suspended: Better",
    "Your account is suspended: Enough",
  ]);
});
