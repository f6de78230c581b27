import decodeJpeg, { init as initJpegDecoder } from "@jsquash/jpeg/decode.js";
import encodeJpeg, { init as initJpegEncoder } from "@jsquash/jpeg/encode.js";
import decodeWebp, { init as initWebpDecoder } from "@jsquash/webp/decode.js";
import { GIF, Image } from "imagescript";
import type { Bitmap } from "./bitmap.ts";
import type { Bytes } from "./cursor.ts";
import { ImageRefused, ImageWorkerDied } from "./errors.ts";
import type { PictureFormat } from "./format.ts";
import { jpegDecoder, jpegEncoder, webpDecoder } from "./wasm.js";

// The packages declare only the form that fetches its own module.
type Init = (module: WebAssembly.Module) => Promise<void>;

const VARIANT_QUALITY = 80;
const ORIGINAL_QUALITY = 95;
const OUT_OF_MEMORY = /memory|alloc|oom|array length|array size/i;
/** One pixel each: ImageScript loads a decoder at its first picture. */
const SAMPLES = [
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
];

/** Loads every decoder, after which nothing is read from disk any more. */
export async function loadCodecs(): Promise<void> {
  const [png, gif] = SAMPLES.map((base64) => Uint8Array.fromBase64(base64));
  await Promise.all([Image.decode(png!), GIF.decode(gif!)]);
}

/** The pixels as stored; of an animation the first frame, after all were read. */
export async function decode(format: PictureFormat, bytes: Bytes): Promise<Bitmap> {
  try {
    return await DECODERS[format](bytes);
  } catch (error) {
    if (OUT_OF_MEMORY.test(String(error))) {
      throw new ImageWorkerDied("The picture took too much memory", { cause: error });
    }
    throw new ImageRefused(`The ${format} picture is damaged and cannot be read`, { cause: error });
  }
}

const DECODERS: Record<PictureFormat, (bytes: Bytes) => Promise<Bitmap>> = {
  // A codec gets a fresh instance for each picture: its memory never shrinks, and a hostile file
  // cannot leave anything behind for the next.
  JPEG: async (bytes) => {
    await (initJpegDecoder as unknown as Init)(jpegDecoder);
    return bitmapOf(await decodeJpeg(bytes.buffer));
  },
  WEBP: async (bytes) => {
    await (initWebpDecoder as unknown as Init)(webpDecoder);
    return bitmapOf(await decodeWebp(bytes.buffer));
  },
  PNG: async (bytes) => await Image.decode(bytes) as Image,
  GIF: async (bytes) => (await GIF.decode(bytes))[0]!,
};

/** A small JPEG for display. */
export async function encodeVariant({ width, height, bitmap }: Bitmap): Promise<Bytes> {
  await (initJpegEncoder as unknown as Init)(jpegEncoder);
  // Baseline takes half the time of progressive, for the same size.
  const options = { quality: VARIANT_QUALITY, baseline: true, progressive: false };
  return new Uint8Array(
    await encodeJpeg({ data: bitmap, width, height } as unknown as ImageData, options),
  );
}

/** The turned original in its own format, as close to the pixels as the format allows. */
export async function encodeOriginal(
  format: PictureFormat,
  { width, height, bitmap }: Bitmap,
): Promise<Bytes> {
  const image = new Image(width, height);
  image.bitmap.set(bitmap);
  if (format === "PNG") return new Uint8Array(await image.encode());
  if (format === "WEBP") return new Uint8Array(await image.encodeWEBP(ORIGINAL_QUALITY));
  return new Uint8Array(await image.encodeJPEG(ORIGINAL_QUALITY));
}

function bitmapOf({ width, height, data }: ImageData): Bitmap {
  return { width, height, bitmap: data as Uint8ClampedArray<ArrayBuffer> };
}
