import { rgbaToThumbHash } from "thumbhash";
import type { Bitmap } from "./bitmap.ts";
import { shrink } from "./shrink.ts";
import { fitted } from "./sizes.ts";

/** The longest side that thumbhash accepts. */
const SAMPLE_PIXELS = 100;

/** Returns a blurred placeholder of about 25 bytes, in base64. */
export function thumbhash(picture: Bitmap): string {
  const { width, height, bitmap } = shrink(picture, fitted(picture, SAMPLE_PIXELS));
  return rgbaToThumbHash(width, height, bitmap).toBase64();
}

/** Returns the mean of the most frequent kind of colour, as `#rrggbb`. */
export function dominantColor(picture: Bitmap): string {
  const { bitmap } = shrink(picture, fitted(picture, SAMPLE_PIXELS));
  // Colours of one kind share the upper three bits of each channel.
  const kinds = Array.from({ length: 512 }, () => ({ count: 0, red: 0, green: 0, blue: 0 }));
  for (let at = 0; at < bitmap.length; at += 4) {
    const [red, green, blue] = [bitmap[at]!, bitmap[at + 1]!, bitmap[at + 2]!];
    const kind = kinds[(red >> 5) << 6 | (green >> 5) << 3 | blue >> 5]!;
    kind.count++;
    kind.red += red;
    kind.green += green;
    kind.blue += blue;
  }
  const { count, red, green, blue } = kinds.reduce((a, b) => b.count > a.count ? b : a);
  const hex = (sum: number) => Math.round(sum / count).toString(16).padStart(2, "0");
  return `#${hex(red)}${hex(green)}${hex(blue)}`;
}
