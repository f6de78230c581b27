import { Image } from "imagescript";

/** RGBA pixels, row by row. ImageScript's `Image` is one. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly bitmap: Uint8ClampedArray;
}

/** The pixels of a file. */
export interface Decoded extends Bitmap {
  /** Whether some were missing or unreadable. Clients may show such a file in different ways. */
  isDamaged?: boolean;
}

/**
 * Puts the picture on white, in place, because JPEG has no transparency. Returns whether it was
 * opaque before.
 */
export function flatten({ bitmap }: Bitmap): boolean {
  let isOpaque = true;
  for (let at = 0; at < bitmap.length; at += 4) {
    const alpha = bitmap[at + 3]! / 255;
    if (alpha === 1) continue;
    isOpaque = false;
    const white = 255 * (1 - alpha);
    bitmap[at] = bitmap[at]! * alpha + white;
    bitmap[at + 1] = bitmap[at + 1]! * alpha + white;
    bitmap[at + 2] = bitmap[at + 2]! * alpha + white;
    bitmap[at + 3] = 255;
  }
  return isOpaque;
}

/** Returns the largest square around a point, in shares of the sides; by default in the middle. */
export function squareAround(picture: Bitmap, focus: { x: number; y: number } | null): Bitmap {
  const { width, height, bitmap } = picture;
  if (width === height) return picture;
  const side = Math.min(width, height);
  const start = (length: number, share = 0.5) =>
    Math.floor(Math.max(0, Math.min(length - side, share * length - side / 2)));
  const [left, top] = [start(width, focus?.x), start(height, focus?.y)];
  const square = new Image(side, side);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * width + left) * 4;
    square.bitmap.set(bitmap.subarray(from, from + side * 4), y * side * 4);
  }
  return square;
}

/** Turns and mirrors stored pixels as an EXIF orientation (1 to 8) requires. */
export function orient(stored: Bitmap, orientation: number): Bitmap {
  if (orientation === 1) return stored;
  const { width, height } = stored;
  const sideways = orientation >= 5;
  const turned = new Image(sideways ? height : width, sideways ? width : height);
  const from = pixelsOf(stored);
  const to = pixelsOf(turned);
  // The index of the result's pixel (0, 0), and the steps to its right and lower neighbours.
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  const origin = (fromRight ? width - 1 : 0) + (fromBelow ? height - 1 : 0) * width;
  const across = fromRight ? -1 : 1;
  const down = fromBelow ? -width : width;
  const [right, below] = sideways ? [down, across] : [across, down];
  for (let y = 0, at = 0; y < turned.height; y++) {
    for (let x = 0, source = origin + y * below; x < turned.width; x++, source += right) {
      to[at++] = from[source]!;
    }
  }
  return turned;
}

/** Returns the pixels as numbers: alpha in the highest byte, then blue, green and red. */
export function pixelsOf({ bitmap }: Bitmap): Uint32Array {
  return new Uint32Array(bitmap.buffer, bitmap.byteOffset, bitmap.length / 4);
}
