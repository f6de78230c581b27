import { Image } from "imagescript";
import type { Bitmap } from "../../core/bitmap.ts";
import type { Bytes } from "../../core/cursor.ts";
import { decodeAvif } from "./avif_pixels.ts";
import { damaged } from "./boxes.ts";
import type { HeifFormat } from "./coded.ts";
import { decodeHeic } from "./heic_pixels.ts";
import { readPicture } from "./picture.ts";
import { withProperties } from "./with_properties.ts";
import { type Crop, cropOf } from "./transforms.ts";

const DECODERS = { HEIC: decodeHeic, AVIF: decodeAvif };

/** Returns a decoder. It cuts the picture out, but does not turn it. 10 and 12 bits become 8. */
export function heifDecoder(format: HeifFormat): (file: Bytes) => Promise<Bitmap> {
  return async (file) => {
    const stored = readPicture(file, format);
    const decodable = stored.changes.size === 0 ? file : withProperties(file, stored.changes);
    const whole = await DECODERS[format](decodable);
    if (whole.width !== stored.width || whole.height !== stored.height) throw damaged();
    return cut(whole, cropOf(stored, stored.properties));
  };
}

function cut(whole: Bitmap, { left, top, width, height }: Crop): Bitmap {
  if (width === whole.width && height === whole.height) return whole;
  const part = new Image(width, height);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * whole.width + left) * 4;
    part.bitmap.set(whole.bitmap.subarray(from, from + width * 4), y * width * 4);
  }
  return part;
}
