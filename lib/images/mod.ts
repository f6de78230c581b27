export { ImageRefused, ImageWorkerDied } from "./core/errors.ts";
export { CONTENT_TYPE, type ImageFormat, type PictureFormat, sniff } from "./core/format.ts";
export type { ImageHeader, ImageVariant, ProcessedImage } from "./core/picture.ts";
export {
  type ImageProcessor,
  type ImageProcessorOptions,
  openImageProcessor,
} from "./sandbox/processor.ts";
