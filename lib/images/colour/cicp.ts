import { type Curve, curveOf } from "./curves.ts";
import { type Chromaticities, SRGB_CHROMATICITIES } from "./primaries.ts";
import { SRGB_CURVE } from "./shaper.ts";

const D65 = [0.3127, 0.329] as const;
const C = [0.31, 0.316] as const;

/** Primaries by their number in ITU-T H.273, table 2. Every other number means those of sRGB. */
const PRIMARIES: Record<number, Chromaticities> = {
  4: [...C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08],
  5: [...D65, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06],
  6: [...D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
  7: [...D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07],
  8: [...C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049],
  9: [...D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
  11: [0.314, 0.351, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
  12: [...D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
  22: [...D65, 0.63, 0.34, 0.295, 0.605, 0.155, 0.077],
};

/**
 * Transfer curves by their number in table 3. Browsers show those of television (1, 6, 14, 15) as
 * sRGB, and so is every other number here.
 */
const CURVES: Record<number, (value: number) => number> = {
  4: (value) => value ** 2.2,
  5: (value) => value ** 2.8,
  8: (value) => value,
  17: (value) => value ** 2.6 * 52.37 / 48,
};

/** Transfer curves of a high dynamic range: SMPTE ST 2084 and ARIB STD-B67. */
export const PQ = 16, HLG = 18;

/** Returns x and y of white, red, green and blue. */
export function chromaticitiesOf(primaries: number): Chromaticities {
  return PRIMARIES[primaries] ?? SRGB_CHROMATICITIES;
}

/** Returns the curve of a usual dynamic range. */
export function curveOfTransfer(transfer: number): Curve {
  const light = CURVES[transfer];
  return light ? curveOf(light) : SRGB_CURVE;
}
