import type { Bitmap } from "../core/bitmap.ts";
import { type Curve, curveOf } from "./curves.ts";
import type { Matrix, NineNumbers } from "./matrices.ts";

/** The steps of light that become bytes. In the darkest colours, five steps are one level. */
export const LIGHT_MAX = 0x3fff;
/** Smaller differences than these cannot be seen. */
const LEVELS_OFF_MAX = 1, MATRIX_OFF_MAX = 0.004;

/** Colours that follow from a curve a channel and one matrix to the linear light of sRGB. */
export interface Shaper {
  curves: readonly [Curve, Curve, Curve];
  matrix: Matrix;
}

/** The bytes of sRGB by their light, in steps of `LIGHT_MAX`. */
export const SRGB_BYTES = Uint8ClampedArray.from({ length: LIGHT_MAX + 1 }, (_, step) => {
  const light = step / LIGHT_MAX;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});

/** The light of the bytes of sRGB. */
export const SRGB_CURVE = curveOf((value) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
);

/** Returns whether the result looks like the source, so that nothing has to be done. */
export function changesNothing({ curves, matrix }: Shaper): boolean {
  const isUnit = matrix.every((value, at) => Math.abs(value - (at % 4 ? 0 : 1)) < MATRIX_OFF_MAX);
  return isUnit &&
    curves.every((curve) =>
      curve.every((light, level) =>
        Math.abs(SRGB_BYTES[Math.round(light * LIGHT_MAX)]! - level) <= LEVELS_OFF_MAX
      )
    );
}

/** Converts pixels to sRGB, in place. */
export function shape({ bitmap }: Bitmap, { curves, matrix }: Shaper): void {
  const [red, green, blue] = curves;
  const [a, b, c, d, e, f, g, h, i] = matrix.map((value) => value * LIGHT_MAX) as NineNumbers;
  for (let at = 0; at < bitmap.length; at += 4) {
    const x = red[bitmap[at]!]!, y = green[bitmap[at + 1]!]!, z = blue[bitmap[at + 2]!]!;
    let r = (a * x + b * y + c * z + 0.5) | 0;
    let s = (d * x + e * y + f * z + 0.5) | 0;
    let t = (g * x + h * y + i * z + 0.5) | 0;
    // Most pixels need one comparison a channel: a negative number is large without its sign. As a
    // function, this takes twice the time.
    if (r >>> 0 > LIGHT_MAX) r = r < 0 ? 0 : LIGHT_MAX;
    if (s >>> 0 > LIGHT_MAX) s = s < 0 ? 0 : LIGHT_MAX;
    if (t >>> 0 > LIGHT_MAX) t = t < 0 ? 0 : LIGHT_MAX;
    bitmap[at] = SRGB_BYTES[r]!;
    bitmap[at + 1] = SRGB_BYTES[s]!;
    bitmap[at + 2] = SRGB_BYTES[t]!;
  }
}
