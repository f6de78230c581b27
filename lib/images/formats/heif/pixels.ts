import { Image } from "imagescript";
import type { Bitmap } from "../../core/bitmap.ts";
import type { Bytes } from "../../core/cursor.ts";
import { decodeAvif } from "./avif_pixels.ts";
import { boxes, contents, damaged, fileBoxes, openFullBox } from "./boxes.ts";
import type { HeifFormat } from "./coded.ts";
import { decodeHeic } from "./heic_pixels.ts";
import { readPicture } from "./picture.ts";
import { removeProperties } from "./properties.ts";
import { type Crop, cropOf, TRANSFORMS } from "./transforms.ts";

const DECODERS = { HEIC: decodeHeic, AVIF: decodeAvif };

/** Returns a decoder. It cuts the picture out, but does not turn it. 10 and 12 bits become 8. */
export function heifDecoder(format: HeifFormat): (file: Bytes) => Promise<Bitmap> {
  return async (file) => {
    const stored = readPicture(file, format);
    const whole = await DECODERS[format](withoutTransforms(file));
    if (whole.width !== stored.width || whole.height !== stored.height) throw damaged();
    return cut(whole, cropOf(stored, stored.properties));
  };
}

/**
 * Returns a copy that says nothing of cutting and turning. A decoder that never turns pictures
 * refuses some files for it. Another one refuses pictures of which little is to be seen.
 */
function withoutTransforms(file: Bytes): Bytes {
  const copy = file.slice();
  const meta = contents(fileBoxes(copy)).get("meta")!;
  const properties = contents(boxes(openFullBox(meta).cursor)).get("iprp")!;
  removeProperties(properties, TRANSFORMS);
  return copy;
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
