import { Cursor } from "../../core/cursor.ts";
import type { Size } from "../../core/sizes.ts";
import { type Box, damaged } from "./boxes.ts";

/** The types of the properties that cut out, turn and mirror a picture. */
export const TRANSFORMS = ["clap", "irot", "imir"];

/** A part of a picture, in pixels. */
export interface Crop extends Size {
  left: number;
  top: number;
}

/** The orientations after so many quarters of a turn clockwise, and those mirrored afterwards. */
const TURNED = [1, 6, 3, 8];
const MIRRORED = [2, 5, 4, 7];

/** Returns the part that is to be seen. The standard requires to cut before turning. */
export function cropOf(stored: Size, properties: readonly Box[]): Crop {
  const cut = properties.find(({ type }) => type === "clap");
  return cut ? readCrop(cut.bytes, stored) : { left: 0, top: 0, ...stored };
}

/** Returns the orientation in EXIF's terms (1 to 8), or null if the file does not tell any. */
export function orientationOf(properties: readonly Box[]): number | null {
  const steps = properties.filter(({ type }) => type === "irot" || type === "imir");
  let quarters = 0;
  let isMirrored = false;
  for (const { type, bytes } of steps) {
    const number = new Cursor(bytes).u8();
    if (type === "irot") {
      // The file counts anticlockwise. Seen in a mirror, that is clockwise.
      quarters += isMirrored ? number : -number;
    } else {
      isMirrored = !isMirrored;
      // To exchange top and bottom is to exchange left and right after half a turn.
      if ((number & 1) === 0) quarters += 2;
    }
  }
  return steps.length === 0 ? null : (isMirrored ? MIRRORED : TURNED)[quarters & 3]!;
}

/** Reads a clean aperture: its size, and the distance of its centre from that of the picture. */
function readCrop(bytes: Uint8Array, { width, height }: Size): Crop {
  const cursor = new Cursor(bytes);
  const [wide, high, right, below] = [0, 0, 0, 0].map(() => signedFraction(cursor)) as Fractions;
  const across = span(width, wide, right);
  const down = span(height, high, below);
  return { left: across.from, top: down.from, width: across.length, height: down.length };
}

type Fractions = [number, number, number, number];

/** Rounds as libheif does. */
function span(whole: number, length: number, offset: number): { from: number; length: number } {
  const exact = Math.floor(offset + (whole - length) / 2);
  const from = Math.max(0, exact);
  const last = Math.min(whole - 1, Math.round(exact + length - 1));
  if (!(length >= 1 && length <= whole && last >= from)) throw damaged();
  return { from, length: last - from + 1 };
}

function signedFraction(cursor: Cursor): number {
  return (cursor.u32() | 0) / cursor.u32();
}
