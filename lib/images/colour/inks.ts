import type { Bitmap } from "../core/bitmap.ts";

/** Converts inks without a profile to sRGB, in place, as browsers do. 0 is full ink. */
export function mixInks({ bitmap }: Bitmap): void {
  for (let at = 0; at < bitmap.length; at += 4) {
    const paper = bitmap[at + 3]! / 255;
    bitmap[at] = bitmap[at]! * paper;
    bitmap[at + 1] = bitmap[at + 1]! * paper;
    bitmap[at + 2] = bitmap[at + 2]! * paper;
  }
}
