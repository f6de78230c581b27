import { Image } from "imagescript";
import codecs from "imagescript/codecs/node/index.js";
import type { Bitmap, Decoded } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { ImageRefused, ImageWorkerDied } from "../core/errors.ts";
import type { PictureFormat } from "../core/format.ts";
import { decodeGif } from "./gif/pixels.ts";
import { heifDecoder } from "./heif/pixels.ts";
import { decodeJpeg } from "./jpeg_pixels.ts";
import { decodeWebp } from "./webp_pixels.ts";
import { decodeTiff } from "./tiff_pixels.ts";
import type { ImageHeader } from "../core/picture.ts";
import type { Size } from "../core/sizes.ts";
import { decodePng } from "./png_pixels.ts";
import { loadWasm } from "../core/wasm.ts";

const ORIGINAL_QUALITY = 95;
const OUT_OF_MEMORY = /memory(?! access)|alloc|oom|array length|array size/i;
/** One pixel: ImageScript loads its decoder at its first picture. */
const SAMPLE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Loads every decoder; afterwards nothing is read from disk. */
export async function loadCodecs(): Promise<void> {
  await Promise.all([loadWasm(), Image.decode(Uint8Array.fromBase64(SAMPLE))]);
}

/**
 * Returns the pixels as stored, or fewer, down to `needed`, if the format can shrink while decoding.
 * For an animation, returns the first frame.
 */
export async function decode(header: ImageHeader, bytes: Bytes, needed: Size): Promise<Decoded> {
  const { format } = header;
  try {
    return await DECODERS[format](bytes, header, needed);
  } catch (error) {
    if (error instanceof ImageRefused) throw error;
    if (OUT_OF_MEMORY.test(String(error))) {
      throw new ImageWorkerDied("The picture took too much memory", { cause: error });
    }
    throw new ImageRefused(`The ${format} picture is damaged and cannot be read`, { cause: error });
  }
}

type Decoder = (bytes: Bytes, header: ImageHeader, needed: Size) => Decoded | Promise<Decoded>;

const DECODERS: Record<PictureFormat, Decoder> = {
  // Each picture gets a new codec instance: its memory never shrinks, and a hostile file cannot
  // affect the next one.
  JPEG: decodeJpeg,
  WEBP: decodeWebp,
  PNG: decodePng,
  GIF: decodeGif,
  TIFF: decodeTiff,
  AVIF: heifDecoder("AVIF"),
  HEIC: heifDecoder("HEIC"),
};

/** Encodes a JPEG of full size and quality: in a fifth of the time, but a third larger. */
export async function encodeOriginal({ width, height, bitmap }: Bitmap): Promise<Bytes> {
  return new Uint8Array(
    await codecs.jpeg.encode_async(bitmap, { width, height, quality: ORIGINAL_QUALITY }),
  );
}
