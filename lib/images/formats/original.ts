import type { Bytes } from "../core/cursor.ts";
import type { PictureFormat } from "../core/format.ts";
import { jpegWithExif } from "./jpeg.ts";
import { pngWithExif } from "./png.ts";
import { webpWithExif } from "./webp.ts";

const WITH_EXIF: Record<PictureFormat, (file: Bytes, block: Bytes) => Bytes> = {
  JPEG: jpegWithExif,
  PNG: pngWithExif,
  WEBP: webpWithExif,
  GIF: (file) => file,
};

/**
 * Adds the orientation, and no other metadata, to a stripped file. The pixels stay as uploaded:
 * turning them would cost time, memory and, in JPEG, quality.
 */
export function turnedOriginal(format: PictureFormat, file: Bytes, orientation: number): Bytes {
  return orientation === 1 ? file : WITH_EXIF[format](file, orientationBlock(orientation));
}

/** Returns a TIFF structure with one entry: tag 0x112, a 16-bit number. */
function orientationBlock(orientation: number): Bytes {
  return new Uint8Array([
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8],
    ...[0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
}
