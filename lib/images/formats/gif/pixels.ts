import type { Bitmap } from "../../core/bitmap.ts";
import { type Bytes, Cursor } from "../../core/cursor.ts";
import { type GifFrame, partsOf, readBlocks, readScreen } from "./blocks.ts";
import { transparentIndex } from "./gif.ts";
import { checkMissing } from "../../core/limits.ts";
import { unpackLzw } from "../../core/lzw.ts";

/** The first row and the step of each pass over an interlaced picture. */
const PASSES = [[0, 8], [4, 8], [2, 4], [1, 2]] as const;
/** Shades of grey, for files without colours. */
const SHADES = Uint8Array.from({ length: 768 }, (_, at) => Math.floor(at / 3));

/**
 * Decodes the first picture of a stripped GIF on its screen. Missing data becomes transparent.
 * Later pictures are left to viewers of the animation.
 */
export function decodeGif(bytes: Bytes): Bitmap {
  const cursor = new Cursor(bytes);
  const { width, height, colours } = readScreen(cursor);
  const bitmap = new Uint8ClampedArray(width * height * 4);
  let transparent: number | null = null;
  for (const block of readBlocks(cursor)) {
    if (block.kind === "extension") transparent = transparentIndex(block) ?? transparent;
    else {
      const palette = [block.colours, colours, SHADES].find(({ length }) => length > 0)!;
      paint({ width, height, bitmap }, block, { palette, transparent });
      break;
    }
  }
  return { width, height, bitmap };
}

function paint(
  screen: Bitmap,
  frame: GifFrame,
  { palette, transparent }: { palette: Uint8Array; transparent: number | null },
): void {
  const total = frame.width * frame.height;
  const indices = unpackLzw(joined(frame.data), { depth: frame.depth, most: total });
  checkMissing("GIF", 1 - indices.length / total);
  const colours = rgba(palette, transparent);
  const pixels = new Uint32Array(screen.bitmap.buffer);
  let at = 0;
  for (const y of rowsOf(frame)) {
    const start = (frame.top + y) * screen.width + frame.left;
    const end = Math.max(0, Math.min(frame.width, indices.length - at));
    for (let x = 0; x < end; x++) pixels[start + x] = colours[indices[at + x]!]!;
    // If the last pass of an interlaced picture is cut off, repeat the row above, from an earlier
    // pass.
    if (frame.isInterlaced && y > 0) {
      const above = start - screen.width;
      pixels.copyWithin(start + end, above + end, above + frame.width);
    }
    at += frame.width;
  }
}

/** Returns the data without the lengths of its parts. */
function joined(data: Uint8Array): Uint8Array {
  const result = new Uint8Array(data.length);
  let written = 0;
  for (const part of partsOf(data)) {
    result.set(part, written);
    written += part.length;
  }
  return result.subarray(0, written);
}

function* rowsOf({ height, isInterlaced }: GifFrame): Generator<number> {
  const passes = isInterlaced ? PASSES : [[0, 1]] as const;
  for (const [first, step] of passes) for (let y = first; y < height; y += step) yield y;
}

/** Returns 256 pixels in the layout of a bitmap. */
function rgba(palette: Uint8Array, transparent: number | null): Uint32Array {
  const bytes = new Uint8Array(256 * 4);
  for (let index = 0; index < 256; index++) {
    bytes.set(palette.subarray(index * 3, index * 3 + 3), index * 4);
    bytes[index * 4 + 3] = index === transparent ? 0 : 255;
  }
  return new Uint32Array(bytes.buffer);
}
