export { ImageRefused, ImageWorkerDied } from "./core/errors.ts";
export {
  extensionOf,
  formatOfType,
  FORMATS,
  isVideoFormat,
  type MediaFormat,
  namesOf,
  type PictureFormat,
  PROCESSED_FORMATS,
  sniff,
} from "./core/format.ts";
export { acceptedFormat, UNKNOWN_TYPE } from "./core/accepted_format.ts";
export { foreignType } from "./core/foreign_format.ts";
export type { PictureEdit } from "./core/edit.ts";
export type { ImageHeader, ImageVariant, ProcessedImage } from "./core/picture.ts";
export {
  type ImageProcessor,
  type ImageProcessorOptions,
  openImageProcessor,
} from "./sandbox/processor.ts";
