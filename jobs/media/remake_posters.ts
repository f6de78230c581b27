import { join } from "node:path";
import type { Context } from "../../context/mod.ts";
import {
  claimNeedingPoster,
  holdMedia,
  type MediaWork,
  retryMedia,
} from "../../db/media/claims.ts";
import { finishPoster, keepNeutralPoster } from "../../db/media/posters.ts";
import { LeaseLost } from "../../db/outbox/leases.ts";
import { transact } from "../../db/transact.ts";
import { MEDIA_TRIES_MAX } from "../../domain/limits.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { writeFile } from "../../lib/work/files.ts";
import { VideoRefused } from "../../lib/video/mod.ts";
import type { Job } from "../runtime/job.ts";
import { whileLeased } from "../runtime/lease.ts";
import { makePoster } from "./poster.ts";
import { storeVariants } from "./store_variants.ts";

const RETRY_SECONDS = 600;

/**
 * Makes the files of videos anew that were processed without FFmpeg and have a neutral poster. It
 * does nothing until FFmpeg is there.
 */
export const remakePosters: Job = {
  name: "remake_posters",
  summary: "Makes posters of videos that have a neutral one, once FFmpeg is there",
  schedule: "17 * * * *",
  async run(ctx, signal) {
    const counts = { made: 0, kept: 0 };
    while (ctx.videos.canTranscode && !signal.aborted) {
      const turn = await ctx.videos.turns.take(signal).catch(() => null);
      if (turn === null) break;
      using _turn = turn;
      const work = await claimNeedingPoster(ctx.sql);
      if (work === null) break;
      counts[await attempt(ctx, work, signal) ? "made" : "kept"]++;
    }
    return counts;
  },
};

async function attempt(ctx: Context, work: MediaWork, signal: AbortSignal): Promise<boolean> {
  try {
    await whileLeased(
      () => holdMedia(ctx.sql, work),
      (lost) => remake(ctx, work, AbortSignal.any([signal, lost])),
    );
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    const isLast = error instanceof VideoRefused || work.attempts >= MEDIA_TRIES_MAX;
    ctx.log.warn("a poster could not be made", { mediaId: work.id, isLast, error });
    if (isLast && !signal.aborted) await keepNeutralPoster(ctx.sql, work);
    else {await retryMedia(ctx.sql, work, {
        afterSeconds: RETRY_SECONDS,
        isCounted: !signal.aborted,
      });}
    return false;
  }
}

async function remake(ctx: Context, work: MediaWork, stop: AbortSignal): Promise<void> {
  const source = variantNamed(work.variants, "video_1080") ?? variantNamed(work.variants, "video");
  if (!source) throw new VideoRefused("The video has no file");
  await using folder = await ctx.videos.folders.make();
  const path = join(folder.path, "video");
  await ctx.storage.stream(source.key, source.bytes, (body) => writeFile(path, body));
  const video = await ctx.videos.processor.process(path, {
    folder: folder.path,
    declaredType: source.contentType,
    signal: stop,
    onProgress: () => {},
  });
  const poster = await makePoster(ctx, work, video);
  const made = { files: [...poster.files, ...video.files], hls: video.hls };
  const stored = await storeVariants(ctx, work, made, stop);
  await transact(ctx.db, (tx) => finishPoster(tx, work, poster, stored));
}
