import { join } from "node:path";
import { once } from "../once.ts";
import { VideoWorkerDied } from "./core/errors.ts";
import type { Demands } from "./core/facts.ts";
import { VIDEO_BYTES_MAX } from "./core/limits.ts";
import type { ProcessOptions, VideoProcessor, VideoProcessorOptions } from "./core/video.ts";
import { encodeGif } from "./ffmpeg/gif.ts";
import { findFfmpeg } from "./ffmpeg/program.ts";
import { makeVideo } from "./make.ts";
import { inspectInProcess } from "./sandbox/process.ts";
import { inspectInThread } from "./sandbox/thread.ts";
import { openWorkFolder, type WorkFolder } from "./work_folder.ts";

/** Demands on a copy if other videos can be encoded: it loads fast everywhere. */
const LEAN = {
  sidePixels: 1920,
  framesPerSecond: 60,
  bitsPerSecond: 6_000_000,
  hiddenSeconds: 0.2,
};
/** Demands on a copy if nothing can be encoded: phones record up to 20 Mbit/s. */
const PLAYABLE = { ...LEAN, bitsPerSecond: 25_000_000, hiddenSeconds: 10 };

/**
 * Opens a processor of videos. It begins each video at once, so its caller limits their number.
 * Throws if `ffmpegPath` is not FFmpeg.
 */
export async function openVideoProcessor(options: VideoProcessorOptions): Promise<VideoProcessor> {
  const { ffmpegPath, sandbox, maxSeconds, maxBytes = VIDEO_BYTES_MAX } = options;
  const ffmpeg = sandbox === "worker" || ffmpegPath === null ? null : await findFfmpeg(ffmpegPath);
  const inspect = sandbox === "worker" ? inspectInThread : inspectInProcess;
  const demands: Demands = { maxSeconds, ...ffmpeg ? LEAN : PLAYABLE };
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  /** Does work in a new folder, which is deleted if the work fails. */
  const inFolder = async <T>(
    { folder, signal }: Pick<ProcessOptions, "folder" | "signal">,
    work: (place: WorkFolder, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const either = AbortSignal.any([signal, stopping.signal]);
    either.throwIfAborted();
    const place = await openWorkFolder(folder, ffmpeg?.uid ?? null);
    try {
      return await work(place, either);
    } catch (error) {
      await place.remove();
      throw error;
    }
  };
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    const settled = work.catch(() => {});
    running.add(settled);
    try {
      return await work;
    } finally {
      running.delete(settled);
    }
  };

  return {
    canTranscode: ffmpeg !== null,
    process: (path, { declaredType, onProgress, ...where }) =>
      counted(inFolder(where, (place, signal) => {
        const job = { path, place, declaredType, signal, onProgress: growing(onProgress) };
        return makeVideo(job, { ffmpeg, inspect, demands, maxBytes });
      })),
    convertGif: async (path, where) => {
      if (!ffmpeg) return null;
      return await counted(inFolder(where, async (place, signal) => {
        const input = await place.bring(path);
        const file = await encodeGif(ffmpeg, { folder: place.path, input, signal });
        if (file) await Deno.remove(join(place.path, input));
        else await place.remove();
        return file;
      }));
    },
    [Symbol.asyncDispose]: once(async () => {
      stopping.abort(new VideoWorkerDied("The server is stopping"));
      await Promise.all(running);
    }),
  };
}

/** Passes on only progress. */
function growing(onProgress: (share: number) => void): (share: number) => void {
  let most = 0;
  return (share) => {
    if (share > most) onProgress(most = share);
  };
}
