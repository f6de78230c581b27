import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { latin1 } from "../../../lib/images/core/cursor.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { exported } from "../../helpers/media/archive.ts";
import {
  aJpeg,
  aPng,
  download,
  fileOf,
  objectsUnder,
  putUpload,
  runMedia,
  sendForm,
  targetOf,
} from "../../helpers/media/uploads.ts";
import { runVideos, uploadVideo, waitingVideo } from "../../helpers/media/videos.ts";
import { makeDm, say } from "../../helpers/conversations/talk.ts";
import type { Person } from "../../helpers/people/person.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { openPage, share } from "../../helpers/posts/share.ts";
import { CLIP } from "../../helpers/video/clip.ts";
import { clip, pace, PLACE, talk } from "../../helpers/video/clips.ts";

type VariantView = { name: string; url: string; contentType: string; bytes: number };
// deno-lint-ignore no-explicit-any -- tests read responses freely
const mediaOf = async (person: Person, id: string): Promise<any> =>
  ok(await person.get(`/media/${id}`), 200).data;
const urlOf = (media: { variants: VariantView[] }, name: string) =>
  media.variants.find((variant) => variant.name === name)!.url;
const publishVideo = async (person: Person, mediaId: string, privacy = "public") =>
  ok(await person.post("/posts", { mediaIds: [mediaId], privacy }), 201).data.postId as string;

Deno.test("a clip of a phone becomes a video with a poster, and nothing of its place remains", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const movie = clip({ change: talk, brand: "qt  " });
  assertStringIncludes(latin1(movie), PLACE);
  const mediaId = await uploadVideo(app, ada, movie, { contentType: "video/quicktime" });
  const media = await mediaOf(ada, mediaId);
  assertEquals([media.kind, media.status, media.width, media.height], ["video", "ready", 128, 72]);
  assertEquals([media.hasAudio, media.metadata.format], [true, "MOV"]);
  assert(Math.abs(media.durationMs - 1000) < 100, String(media.durationMs));
  const types = media.variants.map((one: VariantView) => `${one.name} ${one.contentType}`);
  assertEquals(types.filter((type: string) => type.startsWith("video")), ["video video/mp4"]);
  for (const name of ["thumb", "small", "medium", "large"]) {
    assert(types.some((type: string) => type.startsWith(`${name} image/`)), types.join());
  }
  const keys = await objectsUnder(app, "");
  assertEquals(keys.filter((key) => key.startsWith("uploads/")).length, 1);
  for (const key of keys.filter((key) => !key.startsWith("uploads/"))) {
    const text = latin1((await app.ctx.storage.get(key, 10 ** 7))!);
    for (const secret of [PLACE, "ISO6709", "Apple", "iPhone", "\xa9xyz", "loci", "udta"]) {
      assert(!text.includes(secret), `${key} has ${secret}`);
    }
  }
});

Deno.test("posts show the poster of a video, and players read parts of it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await uploadVideo(app, ada, CLIP);
  const postId = await publishVideo(ada, mediaId);
  const post = ok(await bob.get(`/posts/${postId}`), 200).data;
  const [media] = post.media;
  assertEquals(post.imageUrl, urlOf(media, "large"));
  assertEquals(post.thumbnailUrl, urlOf(media, "thumb"));
  assertEquals([media.kind, media.hasAudio], ["video", true]);
  const part = await download(app, urlOf(media, "video"), { range: "bytes=4-7" });
  assertEquals([part.status, new TextDecoder().decode(part.bytes)], [206, "ftyp"]);
});

Deno.test("a video of an unknown type is decided by its content", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  for (const [file, contentType] of [[CLIP, ""], [clip({ brand: "qt  " }), "video/mp4"]] as const) {
    const media = await mediaOf(ada, await uploadVideo(app, ada, file, { contentType }));
    assertEquals([media.kind, media.status], ["video", "ready"]);
  }
});

Deno.test("pictures and videos have limits of their own, also where the type is unknown", async () => {
  const png = await aPng(30, 20);
  const env = { MAX_UPLOAD_BYTES: String(png.length - 1), MAX_VIDEO_BYTES: String(CLIP.length) };
  await using app = await startApp({ env });
  const [ada] = await app.people("ada");
  const most = CLIP.length;
  assert(png.length < most);
  const announce = (contentType: string, bytes: number) =>
    ada.post("/media/upload", { contentType, bytes });
  for (const type of ["video/mp4", "video/quicktime", ""]) {
    assertEquals(errorCode(await announce(type, most + 1), 413), "payload_too_large");
    ok(await announce(type, most), 201);
  }
  assertEquals(errorCode(await announce("image/png", png.length), 413), "payload_too_large");
  assertEquals(errorCode(await announce("video/webm", 1000), 415), "unsupported_media_type");
  const { uploadId } = await putUpload(app, ada, png, { contentType: "" });
  const late = await ada.post(`/media/upload/${uploadId}/complete`);
  assertEquals(errorCode(late, 413), "payload_too_large");
});

Deno.test("the poster is the picture that the owner has chosen, or a neutral one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const neutral = await mediaOf(ada, await uploadVideo(app, ada, CLIP));
  assertMatch(neutral.dominantColor, /^#(8\w)\1\1$/);
  const poster = await putUpload(app, ada, await aJpeg(320, 180));
  const intent = { contentType: "video/mp4", bytes: 1000, posterUploadId: poster.uploadId };
  assertEquals(errorCode(await ada.post("/media/upload", intent), 422), "unprocessable");
  ok(await ada.post(`/media/upload/${poster.uploadId}/complete`), 202);
  assertEquals(errorCode(await bob.post("/media/upload", intent), 422), "unprocessable");
  // Before the poster is processed, and after that.
  for (let round = 0; round < 2; round++) {
    const { posterUploadId } = intent;
    const chosen = await mediaOf(ada, await uploadVideo(app, ada, CLIP, { posterUploadId }));
    assertEquals([chosen.width, chosen.height], [128, 72]);
    const { width, height } = chosen.variants.find((one: VariantView) => one.name === "large");
    assertEquals([width, height], [320, 180]);
    assert(chosen.dominantColor !== neutral.dominantColor);
    await runMedia(app);
  }
  const [counted] = await app.ctx.sql<{ count: number }[]>`
    select count(*)::int as count from media where needs_poster`;
  assertEquals(counted!.count, 1);
});

Deno.test("a private video has addresses that end with the right to see it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const postId = await publishVideo(ada, await uploadVideo(app, ada, CLIP), "private");
  await runVideos(app);
  ok(await ada.put(`/posts/${postId}/grants/@bob`), 204);
  const url = urlOf(ok(await bob.get(`/posts/${postId}`), 200).data.media[0], "video");
  const target = (await targetOf(app, url))!;
  assertStringIncludes(target, "/private/");
  const part = await download(app, target, { range: "bytes=4-7" });
  assertEquals([part.status, new TextDecoder().decode(part.bytes)], [206, "ftyp"]);
  // A player goes on reading for minutes.
  assertMatch(target, /X-Amz-Expires=900/);
  ok(await ada.delete(`/posts/${postId}/grants/@bob`), 204);
  assertEquals((await download(app, url)).status, 404);
  await app.settled();
  assertEquals((await download(app, target)).status, 404);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  await app.settled();
  const open = urlOf(ok(await bob.get(`/posts/${postId}`), 200).data.media[0], "video");
  assertStringIncludes(open, "/public/");
  assertEquals(
    (await download(app, open)).headers.get("cache-control"),
    "public, max-age=2592000, immutable",
  );
});

Deno.test("messages carry videos, and profiles do not", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await uploadVideo(app, ada, CLIP, { purpose: "message" });
  const id = await makeDm(app, ada, bob);
  const { messageId } = await say(ada, id, "Look", { mediaIds: [mediaId] });
  const { messages } = ok(await bob.get(`/conversations/${id}/messages`), 200).data;
  const [sent] = messages.filter((one: { messageId: string }) => one.messageId === messageId);
  const url = urlOf(sent.media[0], "video");
  assertEquals((await download(app, url)).bytes.slice(4, 8), new TextEncoder().encode("ftyp"));
  const own = await uploadVideo(app, ada, CLIP);
  const change = await ada.patch("/users/me", { avatarMediaId: own });
  assertEquals(errorCode(change, 422), "unprocessable");
});

Deno.test("shared pages play a video, and feed readers get it as an enclosure", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const postId = await publishVideo(ada, await uploadVideo(app, ada, CLIP));
  const [media] = ok(await ada.get(`/posts/${postId}`), 200).data.media;
  const page = await openPage(app, (await share(ada, postId)).path);
  assertMatch(page.body, /<video[^>]* src="[^"]+\/video\.mp4"[^>]* poster="[^"]+\/large\.\w+"/s);
  assertMatch(page.body, /property="og:image" content="[^"]+\/image"/);
  const { origin } = new URL(urlOf(media, "video"));
  assertStringIncludes(page.headers.get("content-security-policy")!, `media-src ${origin};`);
  const feed = await (await app.fetch("/api/v1/users/@ada/feed.atom")).text();
  assertStringIncludes(feed, `type="video/mp4" length="${media.variants.at(-1).bytes}"`);
  assertMatch(feed, /&#60;img src=&#34;[^"]+\w+\.\w+&#34;/);
});

Deno.test("a video counts towards the storage, is in exports, and goes with all its objects", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await uploadVideo(app, ada, CLIP);
  const { variants } = await mediaOf(ada, mediaId);
  const sum = variants.reduce((bytes: number, one: VariantView) => bytes + one.bytes, 0);
  assertEquals(ok(await ada.get("/users/me/storage"), 200).data.usedBytes, sum);
  const [, archive] = await exported(app, ada);
  const [item] = archive.json("media.json");
  assertEquals([item.kind, item.file, item.hasAudio], ["video", `media/${mediaId}.mp4`, true]);
  const video = await download(app, urlOf({ variants }, "video"));
  assertEquals(archive.bytes(item.file), new Uint8Array(video.bytes));
  ok(await ada.delete(`/media/${mediaId}`), 204);
  await deleteAll(app);
  const left = await objectsUnder(app, "");
  assertEquals(left.filter((key) => !key.endsWith("export.zip")), []);
});

Deno.test("a failed video says why, and the posts that waited for it fail", async () => {
  await using app = await startApp({ env: { MAX_VIDEO_SECONDS: "1" } });
  const [ada] = await app.people("ada");
  const long = clip({ change: ({ video }) => pace(video, 400) });
  const { uploadId, mediaId } = await waitingVideo(app, ada, long);
  const postId = await publishVideo(ada, mediaId);
  assertEquals((await runVideos(app)).failed, 1);
  const status = ok(await ada.get(`/media/upload/${uploadId}/status`), 200).data;
  assertEquals(status.status, "failed");
  assertMatch(status.error, /1 s/);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "failed");
});

Deno.test("forms carry pictures only", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(CLIP, "video/mp4", "clip.mp4");
  const form = await sendForm(ada, "/images/upload", { image });
  assertEquals(errorCode(form, 415), "unsupported_media_type");
  const unknown = await sendForm(ada, "/images/upload", { image: fileOf(CLIP, "") });
  assertEquals(errorCode(unknown, 422), "unprocessable");
});

async function deleteAll(app: TestApp): Promise<void> {
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, new AbortController().signal);
}
