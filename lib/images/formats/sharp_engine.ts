import type Sharp from "sharp";
import type { Bitmap, Decoded } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import type { ImageHeader } from "../core/picture.ts";
import type { Size } from "../core/sizes.ts";
import type { Encoders } from "./encoders.ts";
import type { Engine } from "./engine.ts";

const QUALITY = 80;
/** libwebp's second method takes three fifths of its default's time, for 5 % more bytes. */
const WEBP_EFFORT = 2;
const SAMPLE = { create: { width: 1, height: 1, channels: 3, background: "white" } } as const;
// A variable, so that Deno fetches the package only where it is used.
const PACKAGE = "sharp";

/**
 * Opens the engine of libvips. It decodes still JPEG, PNG and WebP, and leaves to `other` all other
 * formats, damaged files and colours for print.
 */
export async function openSharp(other: Engine): Promise<Engine> {
  const { default: sharp }: { default: typeof Sharp } = await import(PACKAGE);
  // Each worker has one picture, and no file comes twice.
  sharp.concurrency(1);
  sharp.cache(false);
  // Its parts are loaded at the first picture.
  await sharp(SAMPLE).jpeg().toBuffer();
  return {
    async decode(header, bytes, needed) {
      return await decodeBySharp(sharp, header, bytes, needed).catch(() => null) ??
        await other.decode(header, bytes, needed);
    },
    openEncoders: () => encodersOf(sharp),
  };
}

/** Returns null if the file is for another engine. Throws on any damage. */
async function decodeBySharp(
  sharp: typeof Sharp,
  { format, animated }: ImageHeader,
  bytes: Bytes,
  needed: Size,
): Promise<Decoded | null> {
  const isRead = format === "JPEG" || format === "PNG" || format === "WEBP";
  if (!isRead || animated) return null;
  // Size and colours are checked and converted by the caller, for every engine in the same way.
  const file = sharp(bytes, { failOn: "warning", limitInputPixels: false, ignoreIcc: true });
  if ((await file.metadata()).space === "cmyk") return null;
  // Drawings are recognised by their own pixels.
  const picture = format === "JPEG" ? file.resize({ ...needed, fit: "fill" }) : file;
  const { data, info: { width, height } } = await picture.toColourspace("srgb").ensureAlpha()
    .raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const bitmap = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length);
  return { width, height, bitmap };
}

function encodersOf(sharp: typeof Sharp): Encoders {
  const opened = ({ width, height, bitmap }: Bitmap) =>
    sharp(bitmap, { raw: { width, height, channels: 4 } }).removeAlpha();
  return {
    jpeg: async (picture, { isSharp }) => {
      const chromaSubsampling = isSharp ? "4:4:4" : "4:2:0";
      return new Uint8Array(
        await opened(picture).jpeg({ quality: QUALITY, chromaSubsampling }).toBuffer(),
      );
    },
    webp: async (picture, { isLossless }) => {
      const options = {
        quality: QUALITY,
        effort: isLossless ? 0 : WEBP_EFFORT,
        lossless: isLossless,
      };
      return new Uint8Array(await opened(picture).webp(options).toBuffer());
    },
  };
}
