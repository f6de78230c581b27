import type { Bitmap } from "../core/bitmap.ts";
import { HLG } from "./cicp.ts";
import type { Matrix, NineNumbers } from "./matrices.ts";
import { LIGHT_MAX, SRGB_BYTES } from "./shaper.ts";

/** The brightness of white paper, and of the brightest light, in cd/m² (ITU-R BT.2408). */
const WHITE_NITS = 203, PEAK_NITS = 1_000;
const PEAK = PEAK_NITS / WHITE_NITS;
/** Light below this stays as it is; all above is compressed (Möbius, as FFmpeg's `tonemap` does). */
const KNEE = 0.3;
/** HLG of a screen with that peak: how much brighter a bright picture gets. */
const HLG_GAMMA = 1.2;
const STEPS = 4_096;
/** The shares of red, green and blue in the brightness of sRGB. */
const LUMA = [0.2126, 0.7152, 0.0722];

/** Colours of a high dynamic range. */
export interface HighRange {
  transfer: number;
  /** From linear light to that of sRGB. */
  matrix: Matrix;
}

/** Converts pixels to sRGB, in place: light brighter than white paper is compressed. */
export function compress({ bitmap }: Bitmap, { transfer, matrix }: HighRange): void {
  const isHlg = transfer === HLG;
  const light = Float64Array.from({ length: 256 }, (_, level) => (isHlg ? hlg : pq)(level / 255));
  const [a, b, c, d, e, f, g, h, i] = matrix as NineNumbers;
  const [redShare, greenShare, blueShare] = [0, 1, 2].map((column) =>
    LUMA.reduce((sum, share, row) => sum + share * matrix[row * 3 + column]!, 0)
  ) as [number, number, number];
  for (let at = 0; at < bitmap.length; at += 4) {
    const x = light[bitmap[at]!]!, y = light[bitmap[at + 1]!]!, z = light[bitmap[at + 2]!]!;
    const brightness = redShare * x + greenShare * y + blueShare * z;
    const gain = isHlg ? HLG_GAINS[Math.min(STEPS, brightness * STEPS | 0)]! : 1;
    const red = (a * x + b * y + c * z) * gain;
    const green = (d * x + e * y + f * z) * gain;
    const blue = (g * x + h * y + i * z) * gain;
    const scale = LIGHT_MAX * compression(Math.max(red, green, blue));
    bitmap[at] = SRGB_BYTES[Math.max(0, red * scale) | 0]!;
    bitmap[at + 1] = SRGB_BYTES[Math.max(0, green * scale) | 0]!;
    bitmap[at + 2] = SRGB_BYTES[Math.max(0, blue * scale) | 0]!;
  }
}

// The curve that begins at the knee with its slope, and is 1 at the peak.
const NEAR = -KNEE * KNEE * (PEAK - 1) / (KNEE * KNEE - 2 * KNEE + PEAK);
const FAR = (KNEE * KNEE - 2 * KNEE * PEAK + PEAK) / (PEAK - 1);
const HEIGHT = (FAR * FAR + 2 * FAR * KNEE + KNEE * KNEE) / (FAR - NEAR);

/** Returns the factor for a pixel of this brightest channel. One for all channels keeps the hue. */
function compression(brightest: number): number {
  if (brightest <= KNEE) return 1;
  if (brightest >= PEAK) return 1 / brightest;
  return HEIGHT * (brightest + NEAR) / (brightest + FAR) / brightest;
}

/** Returns the light of a value, where 1 is white paper (SMPTE ST 2084). */
function pq(value: number): number {
  const power = value ** (1 / 78.84375);
  const light = Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power);
  return Math.min(PEAK, light ** (1 / 0.1593017578125) * 10_000 / WHITE_NITS);
}

/** Returns the light of a scene from 0 to 1 (ARIB STD-B67). */
function hlg(value: number): number {
  return value <= 0.5
    ? value * value / 3
    : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** By the brightness of the scene: from its light to that of the screen. */
const HLG_GAINS = Float64Array.from(
  { length: STEPS + 1 },
  (_, at) => PEAK * ((at + 0.5) / STEPS) ** (HLG_GAMMA - 1),
);
