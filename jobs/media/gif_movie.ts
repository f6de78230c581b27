import { join } from "node:path";
import type { Context } from "../../context/mod.ts";
import type { ProcessedImage } from "../../lib/images/mod.ts";
import { VideoRefused, VideoWorkerDied } from "../../lib/video/core/errors.ts";
import type { VideoFile } from "../../lib/video/core/video.ts";
import type { WorkFolder } from "../../lib/work/folders.ts";

/**
 * Makes an MP4 of an animated GIF in a folder. Returns null if it is no GIF, or if there is no
 * smaller MP4. The GIF itself is always there.
 */
export async function gifMovie(
  ctx: Context,
  image: ProcessedImage,
  folder: WorkFolder,
  signal: AbortSignal,
): Promise<VideoFile | null> {
  const animated = image.variants.find(({ name }) => name === "animated");
  if (animated?.contentType !== "image/gif") return null;
  const path = join(folder.path, "animated.gif");
  await Deno.writeFile(path, animated.bytes, { mode: 0o600 });
  try {
    return await ctx.videos.processor.convertGif(path, { folder: folder.path, signal });
  } catch (error) {
    if (!(error instanceof VideoRefused || error instanceof VideoWorkerDied)) throw error;
    ctx.log.info("a GIF has no MP4", { error });
    return null;
  }
}
