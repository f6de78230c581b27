import { Image } from "imagescript";
import type { Bitmap } from "./bitmap.ts";
import type { Part } from "./edit.ts";
import type { Size } from "./sizes.ts";

/** Returns the size of a part in pixels. */
export function sizeOfPart(whole: Size, part: Part): Size {
  const { width, height } = pixelsOfPart(whole, part);
  return { width, height };
}

/** Returns the part of a picture. */
export function cutOut(picture: Bitmap, part: Part): Bitmap {
  const { left, top, width, height } = pixelsOfPart(picture, part);
  if (width === picture.width && height === picture.height) return picture;
  const cut = new Image(width, height);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 4;
    cut.bitmap.set(picture.bitmap.subarray(from, from + width * 4), y * width * 4);
  }
  return cut;
}

function pixelsOfPart(whole: Size, { x, y, width, height }: Part) {
  const left = Math.min(whole.width - 1, Math.round(x * whole.width));
  const top = Math.min(whole.height - 1, Math.round(y * whole.height));
  const side = (share: number, from: number, length: number) =>
    Math.max(1, Math.min(length - from, Math.round(share * length)));
  return {
    left,
    top,
    width: side(width, left, whole.width),
    height: side(height, top, whole.height),
  };
}
