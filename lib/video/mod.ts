/** Videos: checked, copied without metadata or encoded again, each in a process of its own. */
export { VideoRefused, VideoWorkerDied } from "./core/errors.ts";
export type {
  HlsFiles,
  ProcessedVideo,
  ProcessOptions,
  VideoFile,
  VideoFormat,
  VideoProcessor,
  VideoProcessorOptions,
} from "./core/video.ts";
export { openVideoProcessor } from "./processor.ts";
