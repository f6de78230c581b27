import type { Config } from "../../lib/config/mod.ts";
import { type ImageProcessor, openImageProcessor } from "../../lib/images/mod.ts";
import { once } from "../../lib/once.ts";
import { openVideos, type Videos } from "./videos.ts";

/** The processors of uploaded files. */
export interface Processors extends AsyncDisposable {
  images: ImageProcessor;
  videos: Videos;
}

/** Opens the processors, each isolated from the program. */
export async function openProcessors(config: Config): Promise<Processors> {
  await using opening = new AsyncDisposableStack();
  const images = opening.use(openImageProcessor({
    formats: config.MEDIA_TYPES,
    workers: config.MEDIA_WORKERS,
    sandbox: config.MEDIA_SANDBOX,
    engine: config.IMAGE_ENGINE,
  }));
  const videos = opening.use(await openVideos(config));
  const opened = opening.move();
  return { images, videos, [Symbol.asyncDispose]: once(() => opened.disposeAsync()) };
}
