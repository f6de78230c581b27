import type { Bitmap } from "./bitmap.ts";
import { pixelsOf } from "./bitmap.ts";

/** Drawings and screenshots have at least this share of pixels that equal their left neighbour. */
const EQUAL_SHARE_MIN = 0.6;
/** So many rows show what the picture is like. */
const ROWS = 256;
/** PNG's largest palette. */
const COLOURS_MAX = 256;

/** Whether a picture is drawn: most of its pixels equal their neighbours, unlike in a photo. */
export function isFlat(picture: Bitmap): boolean {
  const { width, height } = picture;
  const pixels = pixelsOf(picture);
  const step = Math.max(1, Math.floor(height / ROWS));
  let [equal, compared] = [0, 0];
  for (let y = 0; y < height; y += step) {
    const end = (y + 1) * width;
    for (let at = y * width + 1; at < end; at++) {
      if (pixels[at] === pixels[at - 1]) equal++;
    }
    compared += width - 1;
  }
  return equal >= compared * EQUAL_SHARE_MIN;
}

/** The colours of a picture, and the index of each pixel's colour. */
export interface Indexed {
  /** As in {@link pixelsOf}. */
  colours: number[];
  indexes: Uint8Array;
}

/** Returns a picture with indexes in place of colours, or null if it has over 256 of them. */
export function indexed(picture: Bitmap): Indexed | null {
  const pixels = pixelsOf(picture);
  const places = new Map<number, number>();
  const indexes = new Uint8Array(pixels.length);
  let [last, index] = [-1, 0];
  for (let at = 0; at < pixels.length; at++) {
    const colour = pixels[at]!;
    if (colour !== last) {
      index = places.get(colour) ?? places.size;
      if (index === COLOURS_MAX) return null;
      places.set(colour, index);
      last = colour;
    }
    indexes[at] = index;
  }
  return { colours: [...places.keys()], indexes };
}
