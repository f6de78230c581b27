import { type Bitmap, squareAround } from "../core/bitmap.ts";
import type { PictureEdit } from "../core/edit.ts";
import { FORMATS } from "../core/format.ts";
import type { ImageVariant } from "../core/picture.ts";
import { shrink } from "../core/shrink.ts";
import { type Size, SIZE_NAMES, type SizeName, sizeOf, THUMB_PIXELS } from "../core/sizes.ts";
import { type Encoders, openAvifEncoder } from "../formats/encoders.ts";
import { encodePalettePng } from "../formats/palette_png.ts";

/** A WebP file beside the first file of a variant is at most this share of it. */
const WEBP_SHARE_MAX = 0.95;

/** A file and its type. */
export type Encoded = Pick<ImageVariant, "bytes" | "contentType">;

/** The source of a picture's variants. */
export interface Source {
  /** The size of the whole picture as it is seen. */
  size: Size;
  /** Whether it is drawn, not photographed. */
  isFlat: boolean;
  /** The point that is in the middle of the square, if its owner has named one. */
  focus: PictureEdit["focus"];
  /** Its file without metadata, if every client shows it just like the variants. */
  file: Encoded | null;
}

/** The whole picture in all sizes. */
export type Sizes = Record<SizeName, Bitmap>;

/** Returns all sizes of a picture: each is shrunk from the one above it. */
export function inAllSizes(large: Bitmap, size: Size): Sizes {
  let bitmap = large;
  const descending = SIZE_NAMES.toReversed().map((name) => {
    bitmap = shrink(bitmap, sizeOf(size, name));
    return [name, bitmap] as const;
  });
  return Object.fromEntries(descending) as Sizes;
}

/**
 * Encodes all variants. Every client shows the first file of a name. It is the smallest of a JPEG,
 * the source's own file and a PNG, for drawings. A WebP file follows where it is smaller.
 */
export async function encodeVariants(
  sizes: Sizes,
  source: Source,
  encoders: Encoders,
): Promise<ImageVariant[]> {
  const thumb = thumbnail(sizes, source.focus);
  const variants = [variant("thumb", thumb, await encodeFirst(encoders, thumb, source))];
  let bitmap: Bitmap | null = null;
  let files: Encoded[] = [];
  // Small sizes come first: larger ones have more grain, so WebP is less often smaller.
  let isWebpSmaller = true;
  for (const name of SIZE_NAMES) {
    // Sizes above that of the picture are the same bitmap.
    if (sizes[name] !== bitmap) {
      bitmap = sizes[name];
      const first = await encodeFirst(encoders, bitmap, source);
      const webp: Encoded | null = isWebpSmaller
        ? await encodeSmaller(encoders, bitmap, source, first)
        : null;
      isWebpSmaller = webp !== null;
      files = webp === null ? [first] : [first, webp];
    }
    for (const file of files) variants.push(variant(name, bitmap, file));
  }
  return variants;
}

/** Encodes AVIF files of the sizes that take most of the bytes. Drawings have better files. */
export async function encodeAvifs(sizes: Sizes, { isFlat }: Source): Promise<ImageVariant[]> {
  if (isFlat) return [];
  const encoder = openAvifEncoder();
  const variants: ImageVariant[] = [];
  for (const name of ["medium", "large"] as const) {
    const bytes = await encoder.avif(sizes[name]);
    variants.push(variant(name, sizes[name], { bytes, contentType: FORMATS.AVIF.type }));
  }
  return variants;
}

/** Returns the square around the focus, cut from the smallest size that suffices. */
function thumbnail(sizes: Sizes, focus: Source["focus"]): Bitmap {
  const suffices = ({ width, height }: Bitmap) => Math.min(width, height) >= THUMB_PIXELS;
  const name = SIZE_NAMES.find((name) => suffices(sizes[name])) ?? "large";
  const square = squareAround(sizes[name], focus);
  const side = Math.min(square.width, THUMB_PIXELS);
  return shrink(square, { width: side, height: side });
}

async function encodeFirst(
  encoders: Encoders,
  bitmap: Bitmap,
  { size, isFlat, file }: Source,
): Promise<Encoded> {
  const files = [await encodeJpeg(encoders, bitmap, isFlat)];
  const png = isFlat ? encodePalettePng(bitmap) : null;
  if (png !== null) files.push({ bytes: png, contentType: FORMATS.PNG.type });
  const isWhole = bitmap.width === size.width && bitmap.height === size.height;
  if (file !== null && isWhole) files.push(file);
  return files.reduce((least, file) => file.bytes.length <= least.bytes.length ? file : least);
}

async function encodeJpeg(encoders: Encoders, bitmap: Bitmap, isSharp: boolean): Promise<Encoded> {
  return { bytes: await encoders.jpeg(bitmap, { isSharp }), contentType: FORMATS.JPEG.type };
}

/** Returns a WebP file if it is smaller than the first file, and drawings without loss. */
async function encodeSmaller(
  encoders: Encoders,
  bitmap: Bitmap,
  { isFlat }: Source,
  first: Encoded,
): Promise<Encoded | null> {
  if (first.contentType === FORMATS.WEBP.type) return null;
  const bytes = await encoders.webp(bitmap, { isLossless: isFlat });
  const isSmaller = bytes.length <= first.bytes.length * WEBP_SHARE_MAX;
  return isSmaller ? { bytes, contentType: FORMATS.WEBP.type } : null;
}

function variant(name: ImageVariant["name"], { width, height }: Size, file: Encoded): ImageVariant {
  return { name, width, height, ...file };
}
