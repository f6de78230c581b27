import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import { send } from "../../helpers/people/person.ts";
import {
  aJpeg,
  aPng,
  download,
  endLeases,
  putUpload,
  runMedia,
  targetOf,
  upload,
} from "../../helpers/media/uploads.ts";

const NOBODY = "00000000-0000-7000-8000-000000000000";
const intent = { contentType: "image/jpeg", bytes: 1000 };

Deno.test("a picture goes straight to storage, is processed, and is read by its owner", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const bytes = await aJpeg(800, 600);
  const { uploadId, mediaId } = await putUpload(app, ada, bytes);
  assertEquals(ok(await ada.get(`/media/upload/${uploadId}/status`), 200).data, {
    mediaId,
    status: "pending",
    progress: 0,
  });
  assertEquals(ok(await ada.post(`/media/upload/${uploadId}/complete`), 202).data.mediaId, mediaId);
  await runMedia(app);
  const status = ok(await ada.get(`/media/upload/${uploadId}/status`), 200).data;
  assertEquals(status, { mediaId, status: "ready", progress: 100 });

  const media = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals([media.kind, media.status, media.width, media.height], ["image", "ready", 800, 600]);
  assertEquals(media.metadata, { format: "JPEG", fileSize: bytes.length });
  const names = media.variants.map((variant: { name: string }) => variant.name).sort();
  assertEquals([...new Set(names)], ["large", "medium", "original", "small", "thumb", "wide"]);
  for (const variant of media.variants) {
    const { status, bytes } = await download(app, variant.url);
    assertEquals([status, bytes.length], [200, variant.bytes]);
  }
});

Deno.test("an upload is complete only when all its bytes are there", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId } = ok(await ada.post("/media/upload", intent), 201).data;
  const complete = () => ada.post(`/media/upload/${uploadId}/complete`);
  assertEquals(errorCode(await complete(), 422), "unprocessable");
  const [row] = await app.ctx.sql<{ uploadKey: string }[]>`select upload_key from media`;
  await app.ctx.storage.put(row!.uploadKey, new Uint8Array(999), { contentType: "image/jpeg" });
  assertMatch(ok(await complete(), 422).body.error.message, /999 bytes, .* 1000/);
});

Deno.test("completing an upload again has the same response and no further effect", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId, mediaId } = await putUpload(app, ada, await aPng(40, 30), {
    contentType: "image/png",
  });
  const complete = () => ada.post(`/media/upload/${uploadId}/complete`);
  const answers = await Promise.all([complete(), complete(), complete()]);
  answers.forEach((answer) => assertEquals(ok(answer, 202).data.mediaId, mediaId));
  await runMedia(app);
  assertEquals(ok(await complete(), 202).data.status, "ready");
  const events = await app.ctx.sql<{ attempts: number }[]>`select attempts from media`;
  assertEquals(events[0]!.attempts, 0);
});

Deno.test("a presigned address accepts only the announced type and length", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { url, headers } = ok(await ada.post("/media/upload", intent), 201).data;
  for (const [bytes, type] of [[1001, "image/jpeg"], [1000, "text/html"]] as const) {
    const response = await (app.ctx.services.embeddedS3 ? app.fetch : fetch)(url, {
      method: "PUT",
      headers: { ...headers, "content-type": type, "content-length": String(bytes) },
      body: new Uint8Array(bytes),
    });
    await response.body?.cancel();
    assertEquals(response.status, 403);
  }
});

Deno.test("POST /media/upload refuses files that cannot be pictures before any byte is sent", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const announce = (change: Record<string, unknown>) =>
    ada.post("/media/upload", { ...intent, ...change });
  assertEquals(
    errorCode(await announce({ contentType: "image/svg+xml" }), 415),
    "unsupported_media_type",
  );
  assertEquals(errorCode(await announce({ bytes: 26 * 1024 * 1024 }), 413), "payload_too_large");
  for (const wrong of [{ bytes: 0 }, { bytes: 1.5 }, { sha256: "abc" }, { extra: 1 }]) {
    assertEquals(errorCode(await announce(wrong), 400), "validation_failed");
  }
});

Deno.test("POST /media/upload has the same response for a repeat under its key", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const announce = (bytes: number) =>
    ada.send("POST", "/media/upload", { ...intent, bytes }, { "idempotency-key": "a-key-of-ada" });
  const first = ok(await announce(10), 201);
  assertEquals(ok(await announce(10), 201).body, first.body);
  assertEquals(errorCode(await announce(11), 422), "idempotency_key_reused");
});

Deno.test("media need a token, and other people's are 404", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { uploadId, mediaId } = await putUpload(app, ada, await aPng(8, 8), {
    contentType: "image/png",
  });
  const routes = [
    ["POST", `/media/upload/${uploadId}/complete`, `/media/upload/${NOBODY}/complete`],
    ["GET", `/media/upload/${uploadId}/status`, `/media/upload/${NOBODY}/status`],
    ["PATCH", `/media/${mediaId}`, `/media/${NOBODY}`],
    ["DELETE", `/media/${mediaId}`, `/media/${NOBODY}`],
  ] as const;
  for (const [method, hidden, missing] of routes) {
    const body = method === "PATCH" ? { altText: "A lake" } : undefined;
    assertEquals(
      errorCode(await send(app.fetch, method, `/api/v1${hidden}`, body), 401),
      "unauthenticated",
    );
    const answer = ok(await bob.send(method, hidden, body), 404);
    assertSameAnswer(answer, await bob.send(method, missing, body));
  }
  assertEquals(
    errorCode(await send(app.fetch, "POST", "/api/v1/media/upload", intent), 401),
    "unauthenticated",
  );
  assertSameAnswer(ok(await bob.get(`/media/${mediaId}`), 404), await bob.get(`/media/${NOBODY}`));
});

Deno.test("a picture is visible to everybody who sees a post with it, without the original", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  ok(await bob.post(`/users/${ada.id}/follow`), 200);
  const mediaId = await upload(app, ada, await aJpeg(60, 40));
  const path = `/media/${mediaId}`;
  ok(await bob.get(path), 404);
  ok(await ada.post("/posts", { mediaIds: [mediaId], privacy: "followers" }), 201);
  await runMedia(app);
  const { variants } = ok(await bob.get(path), 200).data;
  assert(variants.every((variant: { name: string }) => variant.name !== "original"));
  assert(variants.every((variant: { url: string }) => variant.url.includes("/m/")));
  assertEquals((await download(app, variants[0].url)).status, 200);
  const target = (await targetOf(app, variants[0].url))!;
  assertEquals((await download(app, target.split("?")[0]!)).status, 403);
  assertSameAnswer(ok(await cora.get(path), 404), await cora.get(`/media/${NOBODY}`));
  ok(await send(app.fetch, "GET", `/api/v1${path}`), 404);
});

Deno.test("PATCH /media/:id describes the picture everywhere", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(60, 40));
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  ok(await ada.get(`/posts/${postId}`), 200);
  const patched = ok(await ada.patch(`/media/${mediaId}`, { altText: "A lake" }), 200);
  assertEquals(patched.data.altText, "A lake");
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.media[0].altText, "A lake");
  ok(await ada.patch(`/media/${mediaId}`, { altText: "a".repeat(1501) }), 400);
});

Deno.test("DELETE /media/:id waits until no post uses the picture, then deletes its objects", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await upload(app, ada, await aJpeg(60, 40));
  const { variants } = ok(await ada.get(`/media/${mediaId}`), 200).data;
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  assertEquals(errorCode(await ada.delete(`/media/${mediaId}`), 409), "conflict");
  ok(await ada.delete(`/posts/${postId}`), 204);
  ok(await ada.delete(`/media/${mediaId}`), 204);
  ok(await ada.get(`/media/${mediaId}`), 404);
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, new AbortController().signal);
  for (const { url } of variants) assertNotEquals((await download(app, url)).status, 200);
  await endLeases(app);
});
