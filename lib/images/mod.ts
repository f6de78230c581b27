export { ImageRefused, ImageWorkerDied } from "./errors.ts";
export { CONTENT_TYPE, type ImageFormat, type PictureFormat, sniff } from "./format.ts";
export type { ImageHeader, ImageVariant, ProcessedImage } from "./picture.ts";
export {
  type ImageProcessor,
  type ImageProcessorOptions,
  openImageProcessor,
} from "./processor.ts";
