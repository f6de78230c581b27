import { apply, inverse, type Matrix, multiply } from "./matrices.ts";

/** The white of colour profiles, in XYZ. */
const D50 = [0.9642, 1, 0.8249];
/** The cone responses of Bradford's adaptation to another white. */
const CONES = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/** x and y of white, red, green and blue. */
export type Chromaticities = readonly number[];

/** Those of sRGB and BT.709. */
export const SRGB_CHROMATICITIES = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];

/** Returns the change from linear light in these primaries to XYZ, adapted to D50. */
export function toXyz(chromaticities: Chromaticities): Matrix {
  const [white, red, green, blue] = [0, 2, 4, 6].map((at) => {
    const [x, y] = [chromaticities[at]!, chromaticities[at + 1]!];
    return [x / y, 1, (1 - x - y) / y];
  }) as [number[], number[], number[], number[]];
  const columns = [0, 1, 2].flatMap((row) => [red[row]!, green[row]!, blue[row]!]);
  const amounts = apply(inverse(columns), white);
  const unadapted = columns.map((value, at) => value * amounts[at % 3]!);
  return multiply(adaptation(white), unadapted);
}

const FROM_XYZ = inverse(toXyz(SRGB_CHROMATICITIES));

/** Returns the change from linear light to that of sRGB, for a change from the same to XYZ. */
export function toLinearSrgb(xyz: Matrix): Matrix {
  return multiply(FROM_XYZ, xyz);
}

function adaptation(white: readonly number[]): Matrix {
  const [from, to] = [apply(CONES, white), apply(CONES, D50)];
  const scaled = CONES.map((value, at) =>
    value * to[Math.floor(at / 3)]! / from[Math.floor(at / 3)]!
  );
  return multiply(inverse(CONES), scaled);
}
