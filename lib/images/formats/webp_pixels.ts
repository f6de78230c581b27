import decodeLibwebp, { init as initDecoder } from "@jsquash/webp/decode.js";
import type { Bitmap } from "../core/bitmap.ts";
import { onCanvas } from "../core/canvas.ts";
import type { Bytes } from "../core/cursor.ts";
import type { ImageHeader } from "../core/picture.ts";
import { wasmOf } from "../core/wasm.ts";
import { firstWebpFrame } from "./webp_animation.ts";

// The package declares only the form that fetches its own module.
type Init = (module: WebAssembly.Module) => Promise<void>;

/** Decodes a WebP, or the first frame of an animation on its canvas. */
export async function decodeWebp(file: Bytes, header: ImageHeader): Promise<Bitmap> {
  const frame = firstWebpFrame(file);
  if (!frame) return await decodeStill(file);
  return onCanvas(header, await decodeStill(frame.webp), frame.area);
}

/** Each picture gets a new instance: its memory never shrinks, and may be corrupted. */
async function decodeStill(file: Bytes): Promise<Bitmap> {
  await (initDecoder as unknown as Init)(await wasmOf("webpDecoder"));
  const { width, height, data } = await decodeLibwebp(file.buffer);
  return { width, height, bitmap: data as Uint8ClampedArray<ArrayBuffer> };
}
