import { deflateSync } from "node:zlib";
import type { Bytes } from "../core/cursor.ts";
import { indexed } from "../core/flatness.ts";
import type { Bitmap } from "../core/bitmap.ts";
import { buildPng } from "./png.ts";

const PALETTE = 3;

/** Encodes an opaque picture of at most 256 colours as a PNG. Returns null if it has more. */
export function encodePalettePng(picture: Bitmap): Bytes | null {
  const { width, height } = picture;
  const found = indexed(picture);
  if (found === null) return null;
  const { colours, indexes } = found;
  const depth = [1, 2, 4, 8].find((bits) => colours.length <= 2 ** bits)!;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, PALETTE], 8);
  const palette = colours.flatMap((abgr) => [abgr & 255, abgr >> 8 & 255, abgr >> 16 & 255]);
  return buildPng([
    { type: "IHDR", data: header },
    { type: "PLTE", data: Uint8Array.from(palette) },
    { type: "IDAT", data: deflateSync(rows(indexes, width, depth)) },
  ]);
}

/** Packs the indexes of each row into bytes, after the byte that says "no filter". */
function rows(indexes: Uint8Array, width: number, depth: number): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = 1 + Math.ceil(width / perByte);
  const packed = new Uint8Array(rowBytes * (indexes.length / width));
  for (let from = 0, start = 1; from < indexes.length; from += width, start += rowBytes) {
    for (let x = 0; x < width; x++) {
      const shift = 8 - depth * (x % perByte + 1);
      packed[start + Math.floor(x / perByte)]! |= indexes[from + x]! << shift;
    }
  }
  return packed;
}
