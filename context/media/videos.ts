import { join } from "node:path";
import type { Config } from "../../lib/config/mod.ts";
import { Turns } from "../../lib/work/turns.ts";
import { once } from "../../lib/once.ts";
import { openVideoProcessor, type VideoProcessor } from "../../lib/video/mod.ts";
import { openWorkFolders, type WorkFolders } from "../../lib/work/folders.ts";

/** The means to process videos. */
export interface Videos extends AsyncDisposable {
  readonly processor: VideoProcessor;
  /** The folders for uploads and the files made of them. */
  readonly folders: WorkFolders;
  /** A job takes a turn before it takes a video, so that few are processed at once. */
  readonly turns: Turns;
  /** Whether FFmpeg is there. If it is not, only videos that browsers play are accepted. */
  readonly canTranscode: boolean;
}

/** Opens the means to process videos. Deletes files that a killed program has left. */
export async function openVideos(config: Config): Promise<Videos> {
  await using opening = new AsyncDisposableStack();
  const folders = opening.use(await openWorkFolders(join(config.DATA_DIR, "work")));
  const processor = opening.use(
    await openVideoProcessor({
      ...ffmpegOf(config),
      sandbox: config.MEDIA_SANDBOX,
      maxSeconds: config.MAX_VIDEO_SECONDS,
      maxBytes: config.MAX_VIDEO_BYTES,
    }),
  );
  const opened = opening.move();
  return {
    processor,
    folders,
    turns: new Turns(config.VIDEO_WORKERS),
    canTranscode: processor.canTranscode,
    [Symbol.asyncDispose]: once(() => opened.disposeAsync()),
  };
}

function ffmpegOf({ FFMPEG_PATH: path }: Config): { ffmpegPath?: string | null } {
  if (path === undefined) return {};
  return { ffmpegPath: path === "none" ? null : path };
}
