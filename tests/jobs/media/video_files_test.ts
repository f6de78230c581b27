import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { type Context, withParts } from "../../../context/mod.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { remakePosters } from "../../../jobs/media/remake_posters.ts";
import { processMedia, processVideos } from "../../../jobs/mod.ts";
import type { VideoProcessor } from "../../../lib/video/mod.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { gif } from "../../helpers/media/pictures.ts";
import { aJpeg, download, objectsUnder, putUpload } from "../../helpers/media/uploads.ts";
import { uploadVideo, waitingVideo, workFolders } from "../../helpers/media/videos.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";
import { CLIP } from "../../helpers/video/clip.ts";

const { signal } = new AbortController();
type VariantView = { name: string; url: string; bytes: number; contentType: string };

/** Returns the context as if FFmpeg were there, with these parts of its work. */
function withFfmpeg({ ctx }: TestApp, parts: Partial<VideoProcessor>): Context {
  const processor = { ...ctx.videos.processor, ...parts };
  return withParts(ctx, { videos: { ...ctx.videos, processor, canTranscode: true } });
}

/** Processes videos into a stream too: a playlist that names two files. */
function withStream(app: TestApp): Context {
  return withFfmpeg(app, {
    async process(path, options) {
      const video = await app.ctx.videos.processor.process(path, options);
      const folder = join(options.folder, "stream");
      await Deno.mkdir(folder);
      const files = await Promise.all(
        ["index.m3u8", "size_0.m3u8", "part_0_0.m4s"].map(async (name) => {
          await Deno.writeTextFile(join(folder, name), `content of ${name}`);
          return { path: name, contentType: "video/mp4", bytes: 11 + name.length };
        }),
      );
      return { ...video, hls: { folder, playlist: "index.m3u8", files } };
    },
  });
}

async function variantsOf(person: Person, mediaId: string): Promise<VariantView[]> {
  return ok(await person.get(`/media/${mediaId}`), 200).data.variants;
}

async function deleteStale({ ctx }: TestApp): Promise<void> {
  await ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(ctx, signal);
}

Deno.test("a public video has a stream, whose files lie beside its playlist and count as storage", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { mediaId } = await waitingVideo(app, ada, CLIP);
  await processVideos.run(withStream(app), signal);
  const variants = await variantsOf(ada, mediaId);
  const stream = variants.find(({ name }) => name === "hls")!;
  assertEquals(stream.bytes, 33 + "index.m3u8size_0.m3u8part_0_0.m4s".length);
  for (const name of ["index.m3u8", "size_0.m3u8", "part_0_0.m4s"]) {
    const { bytes } = await download(app, new URL(name, stream.url).href);
    assertEquals(new TextDecoder().decode(bytes), `content of ${name}`);
  }
  const used = variants.reduce((sum, { bytes }) => sum + bytes, 0);
  assertEquals(ok(await ada.get("/users/me/storage"), 200).data.usedBytes, used);
  await deleteStale(app);
  assertEquals((await objectsUnder(app, "public/")).length, variants.length + 2);
  ok(await ada.delete(`/media/${mediaId}`), 204);
  await deleteStale(app);
  assertEquals(await objectsUnder(app, ""), []);
});

Deno.test("a stream ends when fewer people may see its video, and a private one has none", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { mediaId } = await waitingVideo(app, ada, CLIP);
  await processVideos.run(withStream(app), signal);
  const { url } = (await variantsOf(ada, mediaId)).find(({ name }) => name === "hls")!;
  ok(await ada.post("/posts", { mediaIds: [mediaId], privacy: "followers" }), 201);
  await app.settled();
  const names = (await variantsOf(ada, mediaId)).map(({ name }) => name);
  assert(names.includes("video") && !names.includes("hls"));
  assertEquals((await download(app, new URL("part_0_0.m4s", url).href)).status, 404);
  const other = await waitingVideo(app, ada, CLIP, { purpose: "message" });
  await processVideos.run(withStream(app), signal);
  assert(!(await variantsOf(ada, other.mediaId)).some(({ name }) => name === "hls"));
  await deleteStale(app);
  assertEquals((await objectsUnder(app, "")).filter((key) => key.includes("hls")), []);
});

Deno.test("a GIF has an MP4 beside it where there is a smaller one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { mediaId, uploadId } = await putUpload(app, ada, await gif(40, 30, 3), {
    contentType: "image/gif",
  });
  ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  const given: Uint8Array[] = [];
  const ctx = withFfmpeg(app, {
    async convertGif(path, { folder }) {
      given.push(await Deno.readFile(path));
      const movie = join(folder, "movie.mp4");
      await Deno.writeFile(movie, CLIP);
      const size = { width: 40, height: 30, bytes: CLIP.length };
      return { name: "video", path: movie, contentType: "video/mp4", ...size };
    },
  });
  assertEquals((await processMedia.run(ctx, signal)).ready, 1);
  const media = ok(await ada.get(`/media/${mediaId}`), 200).data;
  const named = (name: string) => media.variants.find((one: VariantView) => one.name === name);
  assertEquals([media.kind, named("video").contentType], ["gif", "video/mp4"]);
  assertEquals((await download(app, named("animated").url)).bytes, new Uint8Array(given[0]!));
  assertEquals((await download(app, named("video").url)).bytes, CLIP);
  assertEquals(await workFolders(app), []);
});

Deno.test("a neutral poster is made anew when FFmpeg is there, and no chosen one is", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await uploadVideo(app, ada, CLIP);
  const before = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assertEquals(await remakePosters.run(app.ctx, signal), { made: 0, kept: 0 });
  const poster = await aJpeg(128, 72);
  const ctx = withFfmpeg(app, {
    process: async (path, options) => ({
      ...await app.ctx.videos.processor.process(path, options),
      poster,
    }),
  });
  assertEquals(await remakePosters.run(ctx, signal), { made: 1, kept: 0 });
  assertEquals(await remakePosters.run(ctx, signal), { made: 0, kept: 0 });
  const after = ok(await ada.get(`/media/${mediaId}`), 200).data;
  assert(after.thumbhash !== before.thumbhash && after.dominantColor !== before.dominantColor);
  await deleteStale(app);
  assertEquals((await objectsUnder(app, "public/")).length, after.variants.length);
  const { url } = after.variants.find((one: VariantView) => one.name === "video");
  assertEquals((await download(app, url)).status, 200);
});

Deno.test("a poster that cannot be made stays neutral, and is not tried for ever", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const mediaId = await uploadVideo(app, ada, CLIP);
  const ctx = withFfmpeg(app, { process: () => Promise.reject(new Error("broken")) });
  for (let round = 1; round <= 4; round++) {
    const counts = await remakePosters.run(ctx, signal);
    assertEquals(counts, { made: 0, kept: round <= 3 ? 1 : 0 });
    await app.ctx.sql`update media set leased_until = '-infinity'`;
  }
  assertEquals(ok(await ada.get(`/media/${mediaId}`), 200).data.status, "ready");
  assertEquals(await workFolders(app), []);
});
