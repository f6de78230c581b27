import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import type { Context } from "../../../context/mod.ts";
import { claimMedia } from "../../../db/media/claims.ts";
import { finishMedia } from "../../../db/media/processing.ts";
import { LeaseLost } from "../../../db/outbox/leases.ts";
import { transact } from "../../../db/transact.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { processMedia } from "../../../jobs/media/process_media.ts";
import { storeVariants } from "../../../jobs/media/store_variants.ts";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { sha256 } from "../../../lib/security/sealed.ts";
import { openS3Storage } from "../../../lib/storage/s3.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";
import {
  aJpeg,
  aPng,
  download,
  endLeases,
  objectsUnder,
  putUpload,
  runMedia,
  upload,
} from "../../helpers/media/uploads.ts";

const { signal } = new AbortController();

/** Uploads a picture that then waits for the job. */
async function waiting(app: TestApp, owner: Person, bytes: Uint8Array<ArrayBuffer>) {
  const { uploadId, mediaId } = await putUpload(app, owner, bytes);
  ok(await owner.post(`/media/upload/${uploadId}/complete`), 202);
  return { mediaId, uploadId };
}

Deno.test("a picture that several jobs find at once is processed once", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const pictures = await Promise.all([
    waiting(app, ada, await aJpeg(90, 60)),
    waiting(app, ada, await aJpeg(60, 90)),
  ]);
  const runs = await Promise.all([1, 2, 3].map(() => processMedia.run(app.ctx, signal)));
  assertEquals(runs.reduce((sum, run) => sum + run.ready!, 0), 2);
  // Nothing was written twice under other names.
  const made = await Promise.all(
    pictures.map(async ({ mediaId }) => ok(await ada.get(`/media/${mediaId}`), 200).data.variants),
  );
  assertEquals((await objectsUnder(app, "private/")).length, 2);
  assertEquals((await objectsUnder(app, "public/")).length, made.flat().length - 2);
});

Deno.test("a worker that dies after its writes leaves nothing behind and nothing half-made", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { mediaId } = await waiting(app, ada, await aJpeg(90, 60));
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const work = (await claimMedia(app.ctx.sql, { status: "processing", isVideo: false }))!;
  const bytes = await app.ctx.storage.get(work.uploadKey, 1_000_000);
  const image = await app.ctx.images.process(bytes!, { declaredType: work.declaredType });
  const stored = await storeVariants(app.ctx, work, { files: image.variants }, signal);
  ok(await bob.get(`/posts/${postId}`), 404);
  assertEquals(await claimMedia(app.ctx.sql, { status: "processing", isVideo: false }), null);

  await endLeases(app);
  assertEquals((await runMedia(app)).ready, 1);
  ok(await bob.get(`/posts/${postId}`), 200);
  // The first worker was only slow: its result does not count any more.
  await assertRejects(
    () => transact(app.ctx.db, (tx) => finishMedia(tx, work, image, stored)),
    LeaseLost,
  );
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals((await objectsUnder(app, "private/")).length, 1);
  assertEquals(await objectsUnder(app, "uploads/"), []);
  const { media } = ok(await bob.get(`/posts/${postId}`), 200).data;
  for (const { url } of media[0].variants) assertEquals((await download(app, url)).status, 200);
});

Deno.test("a post waits for all its pictures and is then published once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const uploads = [
    await putUpload(app, ada, await aJpeg(9, 6)),
    await putUpload(app, ada, await aJpeg(6, 9)),
  ];
  const mediaIds = uploads.map((upload) => upload.mediaId);
  for (const { uploadId } of uploads) ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  const { postId } = ok(await ada.post("/posts", { mediaIds }), 201).data;
  ok(await bob.get(`/posts/${postId}`), 404);
  await runMedia(app);
  const post = ok(await bob.get(`/posts/${postId}`), 200).data;
  assertEquals(post.media.map((media: { mediaId: string }) => media.mediaId), mediaIds);
  assertEquals(ok(await ada.get("/users/me"), 200).data.postsCount, 1);
});

Deno.test("a sandbox that ends without a result is tried three times, then the picture fails", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { mediaId, uploadId } = await waiting(app, ada, await aJpeg(90, 60));
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  // No picture is processed in a millisecond.
  await using images = openImageProcessor({ deadlineMs: 1 });
  const hurried: Context = { ...app.ctx, images };
  const outcomes = [];
  for (let round = 1; round <= 4; round++) {
    outcomes.push(await processMedia.run(hurried, signal));
    // No worker takes it before its waiting time is over.
    assertEquals(await claimMedia(app.ctx.sql, { status: "processing", isVideo: false }), null);
    await endLeases(app);
  }
  assertEquals(outcomes.map((outcome) => outcome.retried), [1, 1, 0, 0]);
  assertEquals(outcomes.map((outcome) => outcome.failed), [0, 0, 1, 0]);
  const status = ok(await ada.get(`/media/upload/${uploadId}/status`), 200).data;
  assertEquals([status.status, status.error], ["failed", "The picture could not be processed"]);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "failed");
});

Deno.test("storage that is down costs a picture none of its tries", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await waiting(app, ada, await aJpeg(90, 60));
  const storage = openS3Storage({
    endpoint: "http://127.0.0.1:1",
    region: "nowhere",
    bucket: "none",
    accessKeyId: "nobody",
    secretAccessKey: "nothing",
    publicBaseUrl: "http://127.0.0.1:1",
  });
  for (let round = 1; round <= 4; round++) {
    assertEquals((await processMedia.run({ ...app.ctx, storage }, signal)).retried, 1);
    await endLeases(app);
  }
  assertEquals((await runMedia(app)).ready, 1);
});

Deno.test("a worker that died in its last try has no successor", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await waiting(app, ada, await aJpeg(90, 60));
  for (let tries = 1; tries <= 3; tries++) {
    assertEquals(
      (await claimMedia(app.ctx.sql, { status: "processing", isVideo: false }))!.attempts,
      tries,
    );
    await endLeases(app);
  }
  assertEquals((await runMedia(app)).failed, 1);
});

Deno.test("the bytes must have the checksum that was announced", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const bytes = await aPng(30, 20);
  const contentType = "image/png";
  const good = await upload(app, ada, bytes, { contentType, sha256: sha256(bytes).toHex() });
  assertEquals(ok(await ada.get(`/media/${good}`), 200).data.status, "ready");

  const { uploadId, mediaId } = await putUpload(app, ada, bytes, { contentType });
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  await app.ctx.sql`update media set sha256 = ${"0".repeat(64)} where id = ${mediaId}`;
  await runMedia(app);
  const media = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals([media.status, media.variants], ["failed", []]);
});

Deno.test("a file that is swapped after its check is not served", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { mediaId } = await waiting(app, ada, await aJpeg(90, 60));
  await runMedia(app);
  const [row] = await app.ctx.sql<{ uploadKey: string }[]>`
    select upload_key from media where id = ${mediaId}`;
  await app.ctx.storage.put(row!.uploadKey, new Uint8Array(10), { contentType: "image/jpeg" });
  const { variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
  for (const { url, bytes } of variants) {
    assertFalse(url.includes(row!.uploadKey));
    assertEquals((await download(app, url)).bytes.length, bytes);
  }
  // It can be swapped while its upload address is valid: the deletion waits for that.
  const [due] = await app.ctx.sql<{ isLater: boolean }[]>`
    select due_at > now() as is_later from storage_deletions where key = ${row!.uploadKey}`;
  assert(due!.isLater);
});

Deno.test("a picture moves to the place of its post's audience, and its old addresses end", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await upload(app, ada, await aJpeg(90, 60));
  const before = ok(await ada.get(`/media/${mediaId}`), 200).data.variants;
  const post = { mediaIds: [mediaId], privacy: "private" };
  const { postId } = ok(await ada.post("/posts", post), 201).data;
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "processing");
  assertEquals((await runMedia(app)).moved, 1);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "published");
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, "public/"), []);
  const after = ok(await ada.get(`/media/${mediaId}`), 200).data.variants;
  for (const { name, url } of before) {
    assertEquals((await download(app, url)).status === 200, name === "original");
  }
  for (const { url } of after) assertEquals((await download(app, url)).status, 200);

  ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201);
  assertEquals((await runMedia(app)).moved, 1);
  ok(await bob.get(`/media/${mediaId}`), 200);
  assertEquals((await objectsUnder(app, "public/")).length, after.length - 1);
  // Signed addresses stay valid for their declared time.
  await deleteStaleObjects.run(app.ctx, signal);
  for (const { url } of after) assertEquals((await download(app, url)).status, 200);
});
