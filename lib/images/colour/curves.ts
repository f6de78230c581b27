/** The number of values that a byte can have. */
const LEVELS = 256;
/** By the type of a parametric curve: the number of its parameters. */
const PARAMETERS = [1, 3, 4, 5, 7];

/** The light of each of the 256 values of a byte, from 0 to 1. */
export type Curve = Float64Array;

/** A curve of a colour profile, and the bytes of the tag that define it. */
export interface CurveTag {
  curve: Curve;
  bytes: Uint8Array;
}

/** Returns the curve of a function from 0…1 to 0…1. Results outside of it are cut. */
export function curveOf(light: (value: number) => number): Curve {
  return Float64Array.from({ length: LEVELS }, (_, level) => {
    const result = light(level / (LEVELS - 1));
    return result > 0 ? Math.min(1, result) : 0;
  });
}

/** Reads a `curv` or `para` tag (ICC.1, 10.6 and 10.18). Returns null if it is neither, or cut off. */
export function readCurve(tag: Uint8Array): CurveTag | null {
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength);
  if (tag.length < 12) return null;
  const type = view.getUint32(0);
  if (type === 0x63757276) return sampled(tag, view);
  if (type === 0x70617261) return parametric(tag, view);
  return null;
}

function sampled(tag: Uint8Array, view: DataView): CurveTag | null {
  const count = view.getUint32(8);
  const length = 12 + count * 2;
  if (length > tag.length) return null;
  const sample = (index: number) => view.getUint16(12 + index * 2);
  const light = count === 0
    ? (value: number) => value
    : count === 1
    ? (value: number) => value ** (sample(0) / 256)
    : (value: number) => {
      const place = value * (count - 1);
      const before = Math.min(count - 2, Math.floor(place));
      const share = place - before;
      return (sample(before) * (1 - share) + sample(before + 1) * share) / 0xffff;
    };
  return { curve: curveOf(light), bytes: tag.subarray(0, length) };
}

function parametric(tag: Uint8Array, view: DataView): CurveTag | null {
  const type = view.getUint16(8);
  const count = PARAMETERS[type];
  if (count === undefined || tag.length < 12 + count * 4) return null;
  const numbers = Array.from({ length: count }, (_, i) => view.getInt32(12 + i * 4) / 0x10000);
  const [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers as [number, ...number[]];
  // Types 1 and 2 change at the zero of the power's base. The others name the place: d.
  const change = type === 0 ? -Infinity : type <= 2 ? -b / a : d;
  const [slope, below, above] = [[0, 0, 0], [0, 0, 0], [0, c, c], [c, 0, 0], [c, f, e]][type]!;
  const light = (value: number) =>
    value >= change ? (a * value + b) ** g + above! : slope! * value + below!;
  return { curve: curveOf(light), bytes: tag.subarray(0, 12 + count * 4) };
}
