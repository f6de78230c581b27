import { type Bitmap, orient } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { FORMATS, type PictureFormat } from "../core/format.ts";
import { encodeOriginal } from "./codecs.ts";
import { jpegWithExif } from "./jpeg.ts";
import { pngWithExif } from "./png.ts";
import { webpWithExif } from "./webp.ts";

/** The formats that every browser shows. */
const WITH_EXIF: Partial<Record<PictureFormat, (file: Bytes, block: Bytes) => Bytes>> = {
  JPEG: jpegWithExif,
  PNG: pngWithExif,
  WEBP: webpWithExif,
  GIF: (file) => file,
};

/** The whole picture, for those who want more than the variants. */
interface Original {
  contentType: string;
  bytes: Bytes;
}

/**
 * Returns the stripped file with its orientation, but no other metadata. The pixels stay as
 * uploaded: turning them would cost time, memory and, in JPEG, quality. Only formats that some
 * browsers do not show become a JPEG of all pixels.
 */
export async function originalOf(
  format: PictureFormat,
  file: Bytes,
  { stored, orientation }: { stored: Bitmap; orientation: number },
): Promise<Original> {
  const withExif = WITH_EXIF[format];
  if (!withExif) {
    return { contentType: "image/jpeg", bytes: await encodeOriginal(orient(stored, orientation)) };
  }
  const isTurned = orientation !== 1;
  const bytes = isTurned ? withExif(file, orientationBlock(orientation)) : file;
  return { contentType: FORMATS[format].type, bytes };
}

/** Returns a TIFF structure with one entry: tag 0x112, a 16-bit number. */
function orientationBlock(orientation: number): Bytes {
  return new Uint8Array([
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8],
    ...[0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
}
