import { join } from "node:path";
import type { Context } from "../../context/mod.ts";
import { claimMedia, type MediaWork } from "../../db/media/claims.ts";
import { finishMedia } from "../../db/media/processing.ts";
import { publishReadyPosts } from "../../db/posts/publication.ts";
import { transact } from "../../db/transact.ts";
import { acceptedFormat } from "../../lib/images/mod.ts";
import type { Job } from "../runtime/job.ts";
import { makePoster } from "./poster.ts";
import { Progress } from "./progress.ts";
import { storeVariants } from "./store_variants.ts";
import { downloadUpload } from "./uploads.ts";
import { NONE, type Outcome, sumOf, workOff } from "./work.ts";

/** The bytes that show the format of a file. */
const START_BYTES = 4096;

/** Makes playable files and posters of uploaded videos. Pictures never wait for it. */
export const processVideos: Job = {
  name: "process_videos",
  summary: "Makes playable files and posters of uploaded videos",
  schedule: "* * * * *",
  work: "videos",
  async run(ctx, signal) {
    const ended = await Promise.all(Array.from({ length: ctx.config.VIDEO_WORKERS }, async () => {
      // Other runs of this program work on videos too.
      const turn = await ctx.videos.turns.take(signal).catch(() => null);
      if (turn === null) return NONE;
      using _turn = turn;
      return await workOff(ctx, signal, {
        workers: 1,
        claims: () => () => claimMedia(ctx.sql, { status: "processing", isVideo: true }),
        run: (work, lost) => process(ctx, work, AbortSignal.any([signal, lost])),
      });
    }));
    return ended.reduce(sumOf);
  },
};

async function process(ctx: Context, work: MediaWork, stop: AbortSignal): Promise<Outcome> {
  await using folder = await ctx.videos.folders.make();
  const path = join(folder.path, "upload");
  await downloadUpload(ctx, work, path, stop);
  const { declaredType } = work;
  acceptedFormat(await startOf(path), { declaredType, accepted: ctx.config.MEDIA_TYPES });
  await using progress = new Progress(ctx, work);
  const video = await ctx.videos.processor.process(path, {
    folder: folder.path,
    declaredType,
    signal: stop,
    onProgress: (share) => progress.report(share),
  });
  const poster = await makePoster(ctx, work, video);
  const made = { files: [...poster.files, ...video.files], hls: video.hls };
  const stored = await storeVariants(ctx, work, made, stop);
  const { thumbhash, dominantColor, isNeutral: needsPoster } = poster;
  const data = { ...video, kind: "video" as const, frames: 1, thumbhash, dominantColor };
  await transact(ctx.db, async (tx) => {
    await finishMedia(tx, work, { ...data, needsPoster }, stored);
    await publishReadyPosts(tx, [work.id]);
  });
  return "ready";
}

async function startOf(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const start = new Uint8Array(START_BYTES);
  return start.subarray(0, await file.read(start) ?? 0);
}
