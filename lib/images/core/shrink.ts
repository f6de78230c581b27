import { Image } from "imagescript";
import type { Bitmap } from "./bitmap.ts";
import type { Size } from "./sizes.ts";

/**
 * Shrinks an opaque picture by area: each new pixel is the mean of all that it covers, fractions of
 * pixels included. ImageScript's own resize samples single pixels, which looks jagged.
 */
export function shrink(source: Bitmap, { width, height }: Size): Bitmap {
  if (width === source.width && height === source.height) return source;
  const result = new Image(width, height);
  const reduceRow = rowReducer(source, width);
  const row = new Float32Array(width * 3);
  const sums = new Float32Array(width * 3);
  const rowsPerPixel = source.height / height;
  let target = 0;
  for (let y = 0; y < source.height; y++) {
    reduceRow(y, row);
    const boundary = (target + 1) * rowsPerPixel;
    // This share of the row belongs to the current target row; the rest begins the next one.
    const share = Math.min(1, boundary - y);
    for (let i = 0; i < sums.length; i++) sums[i]! += row[i]! * share;
    if (y + 1 >= boundary - 1e-6 && target < height) {
      writeRow(result.bitmap, target++, sums, 1 / rowsPerPixel);
      for (let i = 0; i < sums.length; i++) sums[i] = row[i]! * (1 - share);
    }
  }
  return result;
}

/**
 * Computes, once for all rows, the stored pixels that each new pixel covers, and the shares of the
 * outer ones.
 */
function rowReducer(source: Bitmap, width: number): (y: number, row: Float32Array) => void {
  const perPixel = source.width / width;
  const first = new Int32Array(width);
  const last = new Int32Array(width);
  const firstShare = new Float32Array(width);
  const lastShare = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const from = x * perPixel;
    const to = Math.min(source.width, (x + 1) * perPixel);
    first[x] = Math.floor(from);
    last[x] = Math.min(source.width, Math.ceil(to - 1e-6)) - 1;
    firstShare[x] = last[x] === first[x] ? to - from : first[x]! + 1 - from;
    lastShare[x] = to - last[x]!;
  }
  const { bitmap } = source;
  return (y, row) => {
    const start = y * source.width * 4;
    for (let x = 0, out = 0; x < width; x++) {
      let at = start + first[x]! * 4;
      const end = start + last[x]! * 4;
      let share = firstShare[x]!;
      let red = bitmap[at]! * share,
        green = bitmap[at + 1]! * share,
        blue = bitmap[at + 2]! * share;
      for (at += 4; at < end; at += 4) {
        red += bitmap[at]!;
        green += bitmap[at + 1]!;
        blue += bitmap[at + 2]!;
      }
      if (at === end) {
        share = lastShare[x]!;
        red += bitmap[at]! * share;
        green += bitmap[at + 1]! * share;
        blue += bitmap[at + 2]! * share;
      }
      row[out++] = red / perPixel;
      row[out++] = green / perPixel;
      row[out++] = blue / perPixel;
    }
  };
}

function writeRow(bitmap: Uint8ClampedArray, y: number, sums: Float32Array, scale: number): void {
  let at = y * (sums.length / 3) * 4;
  for (let i = 0; i < sums.length; i += 3) {
    bitmap[at++] = sums[i]! * scale;
    bitmap[at++] = sums[i + 1]! * scale;
    bitmap[at++] = sums[i + 2]! * scale;
    bitmap[at++] = 255;
  }
}
