import openLibavif from "@jsquash/avif/codec/enc/avif_enc.js";
import { defaultOptions as AVIF_OPTIONS } from "@jsquash/avif/meta.js";
import openMozjpeg from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import { defaultOptions as JPEG_OPTIONS } from "@jsquash/jpeg/meta.js";
import openLibwebp from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import { defaultOptions as WEBP_OPTIONS } from "@jsquash/webp/meta.js";
import type { Bitmap } from "../core/bitmap.ts";
import type { Bytes } from "../core/cursor.ts";
import { type Codec, wasmOf } from "../core/wasm.ts";

const QUALITY = 80;
/** Pixels of colour for each pixel of brightness, in both directions. */
const [FULL_COLOUR, HALF_COLOUR] = [1, 2];
/** libwebp's second method takes three fifths of its default's time, for 5 % more bytes. */
const WEBP_METHOD = 2;
/** Without loss, its first method takes a sixteenth of the second's time, for half as much more. */
const LOSSLESS_METHOD = 0;
/** About as good as a JPEG at {@link QUALITY}. Slower speeds save little more. */
const AVIF = { quality: 66, speed: 8 };

/** An opened codec of jSquash. */
interface Encoder {
  encode(pixels: Uint8Array, width: number, height: number, options: object): Bytes | null;
}
type Open = (options: object) => Promise<Encoder>;

/** Encodes the variants of one picture. */
export interface Encoders {
  /** With `isSharp`, coloured edges stay sharp, as in screenshots. It takes two thirds more time. */
  jpeg(picture: Bitmap, options: { isSharp: boolean }): Promise<Bytes>;
  webp(picture: Bitmap, options: { isLossless: boolean }): Promise<Bytes>;
}

/** Encodes AVIF files. Its codec must have been loaded. */
export interface AvifEncoder {
  avif(picture: Bitmap): Promise<Bytes>;
}

/** Opens a new codec of AVIF. It takes seven times the time of WebP. */
export function openAvifEncoder(): AvifEncoder {
  const avif = opener(openLibavif as unknown as Open, "avifEncoder");
  return {
    avif: async (picture) => encode(await avif(), picture, { ...AVIF_OPTIONS, ...AVIF }),
  };
}

/** Opens new codecs, so that their memory, which never shrinks, ends with the picture. */
export function openEncoders(): Encoders {
  const jpeg = opener(openMozjpeg as unknown as Open, "jpegEncoder");
  const webp = opener(openLibwebp as unknown as Open, "webpEncoder");
  return {
    jpeg: async (picture, { isSharp }) =>
      encode(await jpeg(), picture, {
        ...JPEG_OPTIONS,
        quality: QUALITY,
        // Progressive takes twice the time, for the same size.
        baseline: true,
        progressive: false,
        auto_subsample: false,
        chroma_subsample: isSharp ? FULL_COLOUR : HALF_COLOUR,
      }),
    webp: async (picture, { isLossless }) =>
      encode(await webp(), picture, {
        ...WEBP_OPTIONS,
        quality: QUALITY,
        method: isLossless ? LOSSLESS_METHOD : WEBP_METHOD,
        lossless: isLossless ? 1 : 0,
      }),
  };
}

function opener(open: Open, codec: Codec): () => Promise<Encoder> {
  let opened: Promise<Encoder> | null = null;
  return () => opened ??= wasmOf(codec).then((module) => open(optionsOf(module)));
}

function optionsOf(module: WebAssembly.Module): object {
  return {
    noInitialRun: true,
    instantiateWasm: (imports: WebAssembly.Imports, done: (made: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  };
}

function encode(encoder: Encoder, { bitmap, width, height }: Bitmap, options: object): Bytes {
  const pixels = new Uint8Array(bitmap.buffer, bitmap.byteOffset, bitmap.length);
  const file = encoder.encode(pixels, width, height, options);
  if (file === null) throw new Error("The picture could not be encoded");
  return file;
}
