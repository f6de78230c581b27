import { type Bitmap, orient } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { FORMATS, type PictureFormat } from "../core/format.ts";
import { encodeOriginal } from "./codecs.ts";
import type { ColourSource } from "../core/picture.ts";
import type { Extras } from "./extras.ts";
import { jpegWith } from "./jpeg_extras.ts";
import { pngWith } from "./png.ts";
import { webpWith } from "./webp.ts";

/** The formats that every browser shows. */
const WITH: Partial<Record<PictureFormat, (file: Bytes, extras: Extras) => Bytes>> = {
  JPEG: jpegWith,
  PNG: pngWith,
  WEBP: webpWith,
  GIF: (file) => file,
};

/** The whole picture, for those who want more than the variants. */
interface Original {
  contentType: string;
  bytes: Bytes;
}

/** The properties of a picture on which its original depends. */
interface Looks {
  /** The pixels. For a format that browsers do not show, in sRGB. */
  stored: Bitmap;
  orientation: number;
  colour: ColourSource | undefined;
}

/** Returns whether the original of a format is its file. Else it is made from the pixels. */
export function isOriginalKept(format: PictureFormat): boolean {
  return format in WITH;
}

/**
 * Returns the stripped file with its orientation and the meaning of its colours, but no other
 * metadata. The pixels stay as uploaded: changing them would cost time, memory and, in JPEG,
 * quality. Only formats that some browsers do not show become a JPEG of all pixels.
 */
export async function originalOf(
  format: PictureFormat,
  file: Bytes,
  { stored, orientation, colour }: Looks,
): Promise<Original> {
  const withExtras = WITH[format];
  if (!withExtras) {
    return { contentType: "image/jpeg", bytes: await encodeOriginal(orient(stored, orientation)) };
  }
  const contentType = FORMATS[format].type;
  if (orientation === 1 && !colour) return { contentType, bytes: file };
  const bytes = withExtras(file, {
    ...(orientation === 1 ? {} : { exif: orientationBlock(orientation) }),
    ...(colour ? { colour } : {}),
  });
  return { contentType, bytes };
}

/** Returns a TIFF structure with one entry: tag 0x112, a 16-bit number. */
function orientationBlock(orientation: number): Bytes {
  return new Uint8Array([
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8],
    ...[0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
    ...[0, 0, 0, 0],
  ]);
}
