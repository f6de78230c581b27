import { assertEquals, assertMatch } from "@std/assert";
import { type Context, withParts } from "../../../context/mod.ts";
import { claimMedia } from "../../../db/media/claims.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { processMedia, processVideos } from "../../../jobs/mod.ts";
import { sha256 } from "../../../lib/security/sealed.ts";
import { type VideoProcessor, VideoWorkerDied } from "../../../lib/video/mod.ts";
import { Turns } from "../../../lib/work/turns.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";
import { aJpeg, endLeases, objectsUnder, putUpload } from "../../helpers/media/uploads.ts";
import { runVideos, waitingVideo, workFolders } from "../../helpers/media/videos.ts";
import { CLIP } from "../../helpers/video/clip.ts";

const { signal } = new AbortController();
const VIDEO = { status: "processing", isVideo: true } as const;

/** Returns the context with another processor of videos. */
function withProcessor({ ctx }: TestApp, process: VideoProcessor["process"]): Context {
  const processor = { ...ctx.videos.processor, process };
  return withParts(ctx, { videos: { ...ctx.videos, processor } });
}

async function statusOf(person: { get(path: string): Promise<unknown> }, uploadId: string) {
  return ok(await person.get(`/media/upload/${uploadId}/status`) as never, 200).data;
}

/** Returns the keys of all variants. */
async function knownObjects({ ctx }: TestApp): Promise<string[]> {
  const rows = await ctx.sql<{ key: string }[]>`
    select object_keys(variants, files) as key from media`;
  return rows.map(({ key }) => key).sort();
}

Deno.test("a video that several jobs find at once is processed once, and no file of it stays", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await Promise.all([waitingVideo(app, ada, CLIP), waitingVideo(app, ada, CLIP)]);
  const runs = await Promise.all([1, 2, 3].map(() => processVideos.run(app.ctx, signal)));
  assertEquals(runs.reduce((sum, run) => sum + run.ready!, 0), 2);
  assertEquals(await objectsUnder(app, "public/"), await knownObjects(app));
  assertEquals(await workFolders(app), []);
});

Deno.test("a program processes as many videos at once as it is told to, in all runs together", async () => {
  await using app = await startApp({ env: { VIDEO_WORKERS: "2" } });
  const [ada] = await app.people("ada");
  for (let count = 0; count < 4; count++) await waitingVideo(app, ada, CLIP);
  let [running, most] = [0, 0];
  const both = Promise.withResolvers<void>();
  const ctx = withProcessor(app, async (path, options) => {
    most = Math.max(most, ++running);
    if (running === 2) both.resolve();
    await both.promise;
    return await app.ctx.videos.processor.process(path, options).finally(() => running--);
  });
  await Promise.all([1, 2, 3].map(() => processVideos.run(ctx, signal)));
  assertEquals(most, 2);
});

Deno.test("a picture is processed while a video is, and its owner waits for neither", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId } = await waitingVideo(app, ada, CLIP);
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const run = processVideos.run(
    withProcessor(app, async (path, options) => {
      begun.resolve();
      await end.promise;
      return await app.ctx.videos.processor.process(path, options);
    }),
    signal,
  );
  await begun.promise;
  const picture = await putUpload(app, ada, await aJpeg(60, 40));
  ok(await ada.post(`/media/upload/${picture.uploadId}/complete`), 202);
  assertEquals((await processMedia.run(app.ctx, signal)).ready, 1);
  assertEquals((await statusOf(ada, uploadId)).status, "processing");
  end.resolve();
  assertEquals((await run).ready, 1);
});

Deno.test("progress is written at most once a second, grows, and ends at 100", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId } = await waitingVideo(app, ada, CLIP);
  const seen: number[] = [];
  const ctx = withProcessor(app, async (path, options) => {
    options.onProgress(0.25);
    options.onProgress(0.5);
    for (let progress = 0; progress === 0;) {
      ({ progress } = await statusOf(ada, uploadId));
      seen.push(progress);
    }
    return await app.ctx.videos.processor.process(path, options);
  });
  await processVideos.run(ctx, signal);
  assertEquals(seen.at(-1), 25);
  assertEquals((await statusOf(ada, uploadId)).progress, 100);
});

Deno.test("a worker that dies three times fails the video, and the posts that wait for it", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { uploadId, mediaId } = await waitingVideo(app, ada, CLIP);
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const ctx = withProcessor(app, () => Promise.reject(new VideoWorkerDied("killed")));
  const outcomes = [];
  for (let round = 1; round <= 4; round++) {
    outcomes.push(await processVideos.run(ctx, signal));
    await endLeases(app);
  }
  assertEquals(outcomes.map((outcome) => outcome.retried), [1, 1, 0, 0]);
  assertEquals(outcomes.map((outcome) => outcome.failed), [0, 0, 1, 0]);
  const { status, error } = await statusOf(ada, uploadId);
  assertEquals([status, error], ["failed", "The video could not be processed"]);
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "failed");
  assertEquals(await workFolders(app), []);
});

Deno.test("an upload with other bytes than announced is refused, and so is a cut one", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const replaced = async (bytes: Uint8Array<ArrayBuffer>, options = {}) => {
    const { uploadId } = await waitingVideo(app, ada, CLIP, options);
    const [{ uploadKey }] = await app.ctx.sql<[{ uploadKey: string }]>`
      select upload_key from media where upload_id = ${uploadId}`;
    await app.ctx.storage.put(uploadKey, bytes, { contentType: "video/mp4" });
    assertEquals((await runVideos(app)).failed, 1);
    return (await statusOf(ada, uploadId)).error;
  };
  assertMatch(await replaced(CLIP.slice(0, 500)), /has 500 bytes, but \d+ were announced/);
  const other = CLIP.with(CLIP.length - 1, 1);
  const announced = { sha256: sha256(CLIP).toHex() };
  assertMatch(await replaced(other, announced), /checksum that was announced/);
  const cut = CLIP.slice().fill(0, 1000);
  assertMatch(await replaced(cut), /video/i);
  const noVideo = new Uint8Array(CLIP.length);
  noVideo.set(await aJpeg(30, 20));
  assertMatch(await replaced(noVideo), /^The file is JPEG but was announced as video\/mp4/);
  assertEquals(await workFolders(app), []);
});

Deno.test("a worker that lost its video stops, and its objects go", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { mediaId } = await waitingVideo(app, ada, CLIP);
  const { postId } = ok(await ada.post("/posts", { mediaIds: [mediaId] }), 201).data;
  const [stored, thawed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { storage } = app.ctx;
  const put: typeof storage.put = async (...object) => {
    await storage.put(...object);
    stored.resolve();
    await thawed.promise;
  };
  const slow = withParts(app.ctx, { storage: Object.assign(Object.create(storage), { put }) });
  const run = processVideos.run(slow, signal);
  await stored.promise;
  await endLeases(app);
  const other = withParts(app.ctx, { videos: { ...app.ctx.videos, turns: new Turns(1) } });
  assertEquals((await processVideos.run(other, signal)).ready, 1);
  thawed.resolve();
  assertEquals((await run).lost, 1);
  ok(await bob.get(`/posts/${postId}`), 200);
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(await objectsUnder(app, "public/"), await knownObjects(app));
});

Deno.test("a stopping program ends its video at once, and that costs no try", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await waitingVideo(app, ada, CLIP);
  const stop = new AbortController();
  const ctx = withProcessor(app, async (path, options) => {
    stop.abort();
    return await app.ctx.videos.processor.process(path, options);
  });
  assertEquals((await processVideos.run(ctx, stop.signal)).retried, 1);
  assertEquals(await workFolders(app), []);
  await endLeases(app);
  const work = await claimMedia(app.ctx.sql, VIDEO);
  assertEquals(work?.attempts, 1);
});

Deno.test("large files are stored in parts, and a crash in between leaves no part", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  await waitingVideo(app, ada, CLIP);
  const large = new Uint8Array(20 * 1024 ** 2);
  large.set(CLIP);
  const begun: string[] = [];
  const { storage } = app.ctx;
  const putParts: typeof storage.putParts = (key, body, options) =>
    storage.putParts(key, body, {
      ...options,
      begun: async (uploadId) => {
        await options.begun(uploadId);
        begun.push(uploadId);
      },
      completing: () => Promise.reject(new Error("The program was killed")),
    });
  const abortUpload = () => Promise.resolve();
  const ctx = withParts(
    withProcessor(app, async (path, options) => {
      const video = await app.ctx.videos.processor.process(path, options);
      const [file] = video.files;
      await Deno.writeFile(file!.path, large);
      return { ...video, files: [{ ...file!, bytes: large.length }] };
    }),
    { storage: Object.assign(Object.create(storage), { putParts, abortUpload }) },
  );
  assertEquals((await processVideos.run(ctx, signal)).retried, 1);
  assertEquals(begun.length, 1);
  const [listed] = await app.ctx.sql<{ uploadId: string }[]>`
    select upload_id from storage_deletions where upload_id is not null`;
  assertEquals(listed?.uploadId, begun[0]);
  await app.ctx.sql`update storage_deletions set due_at = now() - interval '1 second'`;
  const counts = await deleteStaleObjects.run(app.ctx, signal);
  assertEquals(counts.failed, 0);
  await endLeases(app);
  assertEquals((await runVideos(app)).ready, 1);
});
