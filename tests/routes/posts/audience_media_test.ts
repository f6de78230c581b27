import { assertEquals, assertStringIncludes } from "@std/assert";
import { claimMedia } from "../../../db/media/claims.ts";
import { finishMove } from "../../../db/media/processing.ts";
import { transact } from "../../../db/transact.ts";
import type { Privacy } from "../../../domain/posts/posts.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { copyVariants } from "../../../jobs/media/store_variants.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { follow, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import { setPrivate } from "../../helpers/people/social.ts";
import {
  aJpeg,
  download,
  putUpload,
  runMedia,
  targetOf,
  upload,
} from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

/** Returns the addresses of a post's pictures that a viewer gets. */
async function urlsOf(app: TestApp, viewer: Person, postId: string): Promise<string[]> {
  const { media } = ok(await viewer.get(`/posts/${postId}`), 200).data;
  const variants: { url: string }[] = media.flatMap((one: { variants: unknown }) => one.variants);
  assertEquals(variants.length >= 3, true);
  return await Promise.all(variants.map(async ({ url }) => (await targetOf(app, url))!));
}

async function assertAll(app: TestApp, urls: readonly string[], status: number, what = "") {
  for (const url of urls) assertEquals((await download(app, url)).status, status, `${what} ${url}`);
}

async function post(app: TestApp, author: Person, mediaId: string, privacy: Privacy = "public") {
  const { data } = ok(await author.post("/posts", { mediaIds: [mediaId], privacy }), 201);
  await runMedia(app);
  return data.postId as string;
}

const statusOf = async (author: Person, postId: string) =>
  ok(await author.get(`/posts/${postId}`), 200).data.status;

Deno.test("every narrowing gives the pictures new addresses, and the old ones are dead", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const postId = await post(app, ada, await upload(app, ada, await aJpeg(90, 60)));
  let urls = await urlsOf(app, ada, postId);
  await assertAll(app, urls, 200);
  for (const privacy of ["followers", "close_friends", "private"] as const) {
    ok(await ada.patch(`/posts/${postId}`, { privacy }), 200);
    assertEquals(await statusOf(ada, postId), "published");
    assertEquals((await runMedia(app)).moved, 1);
    await assertAll(app, urls, 404, privacy);
    urls = await urlsOf(app, ada, postId);
    await assertAll(app, urls, 200, privacy);
    assertStringIncludes(urls[0]!, "/private/");
    assertEquals((await runMedia(app)).moved, 0);
  }
  // Widening only moves the pictures to the public place, and old addresses live on.
  ok(await ada.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
  assertEquals((await runMedia(app)).moved, 0);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  assertEquals((await runMedia(app)).moved, 1);
  await assertAll(app, urls, 200);
  assertStringIncludes((await urlsOf(app, ada, postId))[0]!, "/public/");
});

Deno.test("taking a grant back and deleting the post end the addresses as well", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const postId = await post(app, ada, mediaId, "private");
  ok(await ada.put(`/posts/${postId}/grants/@bob`), 204);
  const bobs = await urlsOf(app, bob, postId);
  await assertAll(app, bobs, 200);
  ok(await ada.delete(`/posts/${postId}/grants/@bob`), 204);
  await runMedia(app);
  await assertAll(app, bobs, 404);
  const adas = await urlsOf(app, ada, postId);
  await assertAll(app, adas, 200);
  ok(await ada.delete(`/posts/${postId}`), 204);
  await runMedia(app);
  await assertAll(app, adas, 404);
});

Deno.test("an account that goes private, and public again, moves its pictures", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const postId = await post(app, ada, await upload(app, ada, await aJpeg(90, 60)));
  const followersOnly = await post(
    app,
    ada,
    await upload(app, ada, await aJpeg(60, 90)),
    "followers",
  );
  const open = await urlsOf(app, bob, postId);
  const kept = await urlsOf(app, bob, followersOnly);
  await setPrivate(app, ada);
  await assertAll(app, open, 404, "public before");
  await assertAll(app, kept, 200, "for followers before and after");
  const closed = await urlsOf(app, bob, postId);
  await assertAll(app, closed, 200);
  assertStringIncludes(closed[0]!, "/private/");
  await setPrivate(app, ada, false);
  const again = await urlsOf(app, bob, postId);
  await assertAll(app, again, 200);
  assertStringIncludes(again[0]!, "/public/");
  assertEquals(again.some((url) => open.includes(url)), false);
});

Deno.test("a picture that another public post shows stays in the public place", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const one = await post(app, ada, mediaId);
  const other = await post(app, ada, mediaId);
  const urls = await urlsOf(app, ada, one);
  ok(await ada.patch(`/posts/${one}`, { privacy: "private" }), 200);
  assertEquals((await runMedia(app)).moved, 0);
  await assertAll(app, urls, 200);
  ok(await ada.patch(`/posts/${other}`, { privacy: "followers" }), 200);
  await runMedia(app);
  await assertAll(app, urls, 404);
  await assertAll(app, await urlsOf(app, ada, one), 200);
});

Deno.test("a narrowing during a move of the pictures also ends the addresses from before the move", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const postId = await post(app, ada, await upload(app, ada, await aJpeg(90, 60)), "followers");
  const urls = await urlsOf(app, bob, postId);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  const work = (await claimMedia(app.ctx.sql, { status: "ready", isVideo: false }))!;
  const stored = await copyVariants(app.ctx, work, new AbortController().signal);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "close_friends" }), 200);
  await transact(app.ctx.db, (tx) => finishMove(tx, work, stored));
  await deleteStaleObjects.run(app.ctx, signal);
  await assertAll(app, urls, 404, "before the move");
  const between = stored.variants.filter(({ key }) => key.startsWith("public/"))
    .map(({ key }) => app.ctx.storage.publicUrl(key));
  assertEquals((await runMedia(app)).moved, 1);
  await assertAll(app, between, 404, "between");
  await assertAll(app, await urlsOf(app, ada, postId), 200);
});

Deno.test("a post that waits for its pictures is published, whatever happens to its audience", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (const privacy of ["public", "followers", "close_friends", "private"] as const) {
    for (const next of ["private", "followers", "public"] as const) {
      const { uploadId, mediaId } = await putUpload(app, ada, await aJpeg(9, 6));
      ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
      const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId], privacy }), 201).data;
      ok(await ada.patch(`/posts/${postId}`, { privacy: next }), 200);
      assertEquals(await statusOf(ada, postId), "processing");
      ok(await bob.get(`/posts/${postId}`), 404);
      await runMedia(app);
      assertEquals(await statusOf(ada, postId), "published", `${privacy} to ${next}`);
      ok(await bob.get(`/posts/${postId}`), next === "public" ? 200 : 404);
      await assertAll(app, await urlsOf(app, ada, postId), 200);
    }
  }
  const { postsCount } = ok(await ada.get("/users/me"), 200).data;
  assertEquals(postsCount, 12);
});

Deno.test("a post that waits for a move is published when the move is cancelled", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const waiting = async (privacy: Privacy) => {
    const mediaIds = [await upload(app, ada, await aJpeg(9, 6))];
    const { data } = ok(await ada.post("/posts", { mediaIds, privacy }), 201);
    assertEquals(data.status, "processing", privacy);
    return { postId: data.postId as string, mediaIds };
  };
  // By another audience, by another post of the same picture, and by the account.
  const changed = await waiting("private");
  ok(await ada.patch(`/posts/${changed.postId}`, { privacy: "public" }), 200);
  assertEquals(await statusOf(ada, changed.postId), "published");
  const shared = await waiting("followers");
  ok(await ada.post("/posts", { mediaIds: shared.mediaIds }), 201);
  assertEquals(await statusOf(ada, shared.postId), "published");
  await setPrivate(app, ada);
  const closed = await waiting("public");
  ok(await ada.patch("/users/me", { isPrivate: false }), 200);
  assertEquals(await statusOf(ada, closed.postId), "published");
  await runMedia(app);
  for (const { postId } of [changed, shared, closed]) {
    await assertAll(app, await urlsOf(app, ada, postId), 200);
  }
  // The other way round: a public post takes a private picture.
  const mediaId = await upload(app, ada, await aJpeg(6, 9));
  await post(app, ada, mediaId, "private");
  const { data } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201);
  assertEquals(data.status, "processing");
  ok(await ada.patch("/users/me", { isPrivate: true }), 200);
  assertEquals(await statusOf(ada, data.postId), "published");
});
