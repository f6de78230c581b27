import openLibavif from "@jsquash/avif/codec/dec/avif_dec.js";
import type { Bitmap } from "../../core/bitmap.ts";
import type { Bytes } from "../../core/cursor.ts";
import { wasmOf } from "../../core/wasm.ts";
import { limitedInstance } from "../../core/wasm_instance.ts";
import { damaged } from "./boxes.ts";

/** A picture of 50 megapixels takes 700 MB. */
const MEMORY_BYTES_MAX = 768 << 20;

interface Libavif {
  decode(bytes: Bytes, bits: 8): Decoded | null;
}

interface Decoded {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

const open = openLibavif as unknown as (options: object) => Promise<Libavif>;

/** Decodes the picture, or the first frame, as it is stored. */
export async function decodeAvif(bytes: Bytes): Promise<Bitmap> {
  const instance = limitedInstance(await wasmOf("avifDecoder"), MEMORY_BYTES_MAX);
  try {
    const decoded = (await open(instance.options)).decode(bytes, 8);
    if (!decoded) throw damaged();
    const { width, height, data } = decoded;
    return { width, height, bitmap: data };
  } catch (error) {
    throw instance.failed(error);
  }
}
