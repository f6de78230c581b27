import { type Bitmap, centreSquare, flatten, orient } from "../core/bitmap.ts";
import { decode, encodeVariant } from "../formats/codecs.ts";
import { dominantColor, thumbhash } from "../core/colour.ts";
import type { Bytes } from "../core/cursor.ts";
import { readExif } from "../formats/exif.ts";
import { FORMATS } from "../core/format.ts";
import { readHeader, strip } from "../formats/header.ts";
import { checkLimits } from "../core/limits.ts";
import { originalOf } from "../formats/original.ts";
import type { ImageHeader, ImageVariant, ProcessedImage } from "../core/picture.ts";
import { fitted, shrink } from "../core/shrink.ts";

/** The longest side of each variant, largest first: each is shrunk from the one before. */
const SIZES = { large: 2048, medium: 1080, small: 640 } as const;
const THUMB_PIXELS = 320;
const NEEDED = { longest: SIZES.large, shortest: THUMB_PIXELS };

/** Makes all variants of one file. Runs in a sandbox, because a hostile file may never finish. */
export async function render(bytes: Uint8Array): Promise<ProcessedImage> {
  const header = readHeader(bytes);
  checkLimits(header);
  const clean = strip(bytes);
  const { orientation: exifOrientation, ...told } = await readExif(clean.exif);
  const orientation = clean.orientation ?? exifOrientation;
  const stored = await decode(header, clean.bytes, NEEDED);
  if (header.format !== "JPEG") flatten(stored);
  const seen = orient(shrink(stored, ...fitted(stored, SIZES.large)), orientation);
  const size = orientation >= 5
    ? { width: header.height, height: header.width }
    : { width: header.width, height: header.height };
  return {
    kind: header.animated ? "gif" : "image",
    format: header.format,
    ...size,
    thumbhash: thumbhash(seen),
    dominantColor: dominantColor(seen),
    ...told,
    frames: header.frames,
    variants: [
      await thumbnail(seen, stored, orientation),
      ...await shrunken(seen),
      ...full(header, size, await originalOf(header.format, clean.bytes, { stored, orientation })),
    ],
  };
}

async function shrunken(seen: Bitmap): Promise<ImageVariant[]> {
  const variants: ImageVariant[] = [];
  let bitmap = seen;
  for (const [name, longest] of Object.entries(SIZES)) {
    bitmap = shrink(bitmap, ...fitted(bitmap, longest));
    const same = variants.find((made) =>
      made.width === bitmap.width && made.height === bitmap.height
    );
    variants.unshift(
      variant(name as keyof typeof SIZES, bitmap, same?.bytes ?? await encodeVariant(bitmap)),
    );
  }
  return variants;
}

async function thumbnail(seen: Bitmap, stored: Bitmap, orientation: number): Promise<ImageVariant> {
  // At display size, a panorama's short side may be smaller than a thumbnail.
  const enough = Math.min(seen.width, seen.height) >= THUMB_PIXELS;
  const square = centreSquare(enough ? seen : stored);
  const side = Math.min(square.width, THUMB_PIXELS);
  const thumb = orient(shrink(square, side, side), enough ? 1 : orientation);
  return variant("thumb", thumb, await encodeVariant(thumb));
}

function full(
  { animated }: ImageHeader,
  size: { width: number; height: number },
  file: { contentType: string; bytes: Bytes },
): ImageVariant[] {
  const original: ImageVariant = { name: "original", ...size, ...file };
  return animated ? [original, { ...original, name: "animated" as const }] : [original];
}

function variant(
  name: ImageVariant["name"],
  { width, height }: Bitmap,
  bytes: Bytes,
): ImageVariant {
  return { name, width, height, contentType: FORMATS.JPEG.type, bytes };
}
