import type { Bitmap } from "./bitmap.ts";

/** A rectangle in a picture. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Returns a transparent picture that holds another one. */
export function onCanvas(
  { width, height }: { width: number; height: number },
  part: Bitmap,
  { left, top }: Pick<Area, "left" | "top">,
): Bitmap {
  if (part.width === width && part.height === height) return part;
  const canvas = { width, height, bitmap: new Uint8ClampedArray(width * height * 4) };
  for (let y = 0; y < part.height; y++) {
    const row = part.bitmap.subarray(y * part.width * 4, (y + 1) * part.width * 4);
    canvas.bitmap.set(row, ((top + y) * width + left) * 4);
  }
  return canvas;
}

/** Tells whether an area has a size and lies in a picture. */
export function isInside(
  { left, top, width, height }: Area,
  canvas: { width: number; height: number },
): boolean {
  return width > 0 && height > 0 && left + width <= canvas.width && top + height <= canvas.height;
}
