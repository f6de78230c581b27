import openLibheif from "libheif-js/libheif-wasm/libheif.js";
import type { Bitmap } from "../../core/bitmap.ts";
import type { Bytes } from "../../core/cursor.ts";
import { wasmOf } from "../../core/wasm.ts";
import { limitedInstance } from "../../core/wasm_instance.ts";
import { damaged } from "./boxes.ts";

/** A picture of 50 megapixels takes 600 MB. */
const MEMORY_BYTES_MAX = 768 << 20;

/** An opaque object of libheif. */
type Opaque = Record<never, never>;

/** A failure, unless it has no code. */
interface Outcome {
  code?: unknown;
}

interface Decoded extends Outcome {
  channels?: { width: number; height: number; stride: number; data: Uint8Array<ArrayBuffer> }[];
}

/** The used part of libheif. Its own `HeifImage.display` works in a timer, where errors are lost. */
interface Libheif {
  heif_error_code: { heif_error_Ok: unknown };
  heif_colorspace: { heif_colorspace_RGB: unknown };
  heif_chroma: { heif_chroma_interleaved_RGBA: unknown };
  heif_context_alloc(): Opaque;
  heif_context_read_from_memory(context: Opaque, bytes: Uint8Array): Outcome;
  heif_js_context_get_primary_image_handle(context: Opaque): Opaque & Outcome;
  heif_image_handle_is_premultiplied_alpha(handle: Opaque): boolean | number;
  heif_js_decode_image2(handle: Opaque, colorspace: unknown, chroma: unknown): Decoded;
}

const open = openLibheif as unknown as (options: object) => Libheif;

/** Decodes the primary picture. */
export async function decodeHeic(bytes: Bytes): Promise<Bitmap> {
  const instance = limitedInstance(await wasmOf("heicDecoder"), MEMORY_BYTES_MAX);
  try {
    return decodeWith(open(instance.options), bytes);
  } catch (error) {
    throw instance.failed(error);
  }
}

function decodeWith(heif: Libheif, bytes: Bytes): Bitmap {
  const context = heif.heif_context_alloc();
  const { code } = heif.heif_context_read_from_memory(context, bytes);
  if (code !== heif.heif_error_code.heif_error_Ok) throw damaged();
  const handle = heif.heif_js_context_get_primary_image_handle(context);
  if (!handle || handle.code) throw damaged();
  const decoded = heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    heif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  const [channel] = decoded.channels ?? [];
  if (!channel) throw damaged();
  const { width, height, stride, data } = channel;
  const bitmap = pixelsOf(data, stride, width * 4, height);
  if (heif.heif_image_handle_is_premultiplied_alpha(handle)) divideByAlpha(bitmap);
  return { width, height, bitmap };
}

/** Moves rows together, in place. libheif may leave space between them. */
function pixelsOf(data: Uint8Array, stride: number, rowBytes: number, rows: number) {
  for (let row = 1; stride > rowBytes && row < rows; row++) {
    data.copyWithin(row * rowBytes, row * stride, row * stride + rowBytes);
  }
  return new Uint8ClampedArray(data.buffer, data.byteOffset, rowBytes * rows);
}

function divideByAlpha(bitmap: Uint8ClampedArray): void {
  for (let at = 0; at < bitmap.length; at += 4) {
    const share = bitmap[at + 3]! / 255;
    if (share === 0 || share === 1) continue;
    for (let channel = at; channel < at + 3; channel++) bitmap[channel] = bitmap[channel]! / share;
  }
}
