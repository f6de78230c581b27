import { ascii, bytes, type File, join, u16, u32 } from "./picture_bytes.ts";
import { CANARY } from "./picture_exif.ts";

/** The fields of an ICC profile's header that tests change. */
export interface ProfileOptions {
  space?: "RGB " | "GRAY" | "CMYK";
  connection?: "XYZ " | "Lab ";
  /** The major version: 2 or 4. */
  version?: number;
  kind?: string;
}

/** Returns an ICC profile of these tags. Its header and its texts have the canary. */
export function profile(tags: [string, File][], options: ProfileOptions = {}): File {
  const { space = "RGB ", connection = "XYZ ", version = 2, kind = "mntr" } = options;
  const all: [string, File][] = [
    [
      "desc",
      join(ascii("desc\0\0\0\0"), u32(CANARY.length + 1), ascii(CANARY), new Uint8Array(79)),
    ],
    ["cprt", join(ascii("text\0\0\0\0"), ascii(`${CANARY}\0`))],
    ["dmnd", join(ascii("text\0\0\0\0"), ascii(`Lumen, serial 4711, ${CANARY}\0`))],
    ...tags,
  ];
  const start = 128 + 4 + all.length * 12;
  let end = start;
  const rows = all.map(([name, data]) => {
    const row = join(ascii(name), u32(end), u32(data.length));
    end += Math.ceil(data.length / 4) * 4;
    return row;
  });
  const header = join(
    ...[u32(end), ascii("LUMN"), bytes(version, 0x20, 0, 0), ascii(kind), ascii(space)],
    ...[ascii(connection), ...[2024, 5, 1, 10, 20, 30].map(u16), ascii("acspLUMN"), u32(0)],
    ...[ascii("LUMN"), ascii("One\0"), new Uint8Array(8), u32(1), xyzNumber(0.9642)],
    ...[xyzNumber(1), xyzNumber(0.8249), ascii("LUMN"), ascii(CANARY.slice(0, 16))],
    new Uint8Array(28),
  );
  const padded = all.map(([, data]) => join(data, new Uint8Array(-data.length & 3)));
  return join(header, u32(all.length), ...rows, ...padded);
}

/** The colorants of well-known spaces in XYZ, adapted to D50, as their profiles state them. */
export const COLORANTS = {
  srgb: [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141],
  p3: [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407],
  adobe: [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457],
  proPhoto: [0.79767, 0.28804, 0, 0.13519, 0.71187, 0, 0.03134, 0.00009, 0.8251],
  /** sRGB with its green called red and its red called green. */
  swapped: [0.38515, 0.71687, 0.09708, 0.43607, 0.22249, 0.01392, 0.14307, 0.06061, 0.7141],
} as const;

/** Returns a profile of three colorants (XYZ of red, green, blue) and one curve. */
export function matrixProfile(
  colorants: readonly number[],
  curve: File,
  options: ProfileOptions = {},
): File {
  const names = ["r", "g", "b"];
  return profile([
    ...names.map((name, i): [string, File] => [
      `${name}XYZ`,
      join(ascii("XYZ \0\0\0\0"), ...colorants.slice(i * 3, i * 3 + 3).map(xyzNumber)),
    ]),
    ...names.map((name): [string, File] => [`${name}TRC`, curve]),
  ], options);
}

/** Returns a profile of one curve. */
export function greyProfile(curve: File, options: ProfileOptions = {}): File {
  return profile([["kTRC", curve]], { space: "GRAY", ...options });
}

/** Returns a curve that is a power. */
export function gammaCurve(gamma: number): File {
  return join(ascii("curv\0\0\0\0"), u32(1), u16(Math.round(gamma * 256)));
}

/** Returns a curve of samples. */
export function sampledCurve(samples: number, light: (value: number) => number): File {
  const values = Array.from({ length: samples }, (_, i) => light(i / (samples - 1)));
  const numbers = values.map((value) => u16(Math.round(value * 65_535)));
  return join(ascii("curv\0\0\0\0"), u32(samples), ...numbers);
}

/** Returns a curve of a function's type and its parameters. */
export function parametricCurve(type: number, ...parameters: number[]): File {
  return join(ascii("para\0\0\0\0"), u16(type), u16(0), ...parameters.map(xyzNumber));
}

/** The curve of sRGB. */
export const SRGB_CURVE = parametricCurve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

/**
 * Returns a profile whose table has `grid` values a channel. `lab` returns L (0 to 100), a and b of
 * the channels' values from 0 to 1.
 */
export function tableProfile(
  space: "RGB " | "CMYK",
  grid: number,
  lab: (...values: number[]) => readonly [number, number, number],
): File {
  const channels = space === "CMYK" ? 4 : 3;
  const cells = Array.from({ length: grid ** channels }, (_, at) => {
    const place = (channel: number) => Math.floor(at / grid ** (channels - 1 - channel)) % grid;
    const values = Array.from({ length: channels }, (_, i) => place(i) / (grid - 1));
    const [lightness, a, b] = lab(...values);
    return bytes(...[lightness * 2.55, a + 128, b + 128].map(clampedByte));
  });
  const unit = [1, 0, 0, 0, 1, 0, 0, 0, 1].map(xyzNumber);
  const straight = Uint8Array.from({ length: 256 }, (_, level) => level);
  const curves = (count: number) => Array.from({ length: count }, () => straight);
  const head = join(ascii("mft1\0\0\0\0"), bytes(channels, 3, grid, 0), ...unit);
  const table = join(head, ...curves(channels), ...cells, ...curves(3));
  return profile([["A2B0", table]], { space, connection: "Lab ", kind: "prtr" });
}

/**
 * Returns a profile in the form of those of JPEGs in XYB. A small table mixes the channels
 * (`mixed`); a curve and a matrix of colorants follow.
 */
export function mixingProfile(colorants: readonly number[], gamma: number): File {
  const corners = Array.from({ length: 8 }, (_, at) => [at >> 2, at >> 1 & 1, at & 1] as const);
  const table = join(
    bytes(2, 2, 2, ...Array(13).fill(0), 2, 0, 0, 0),
    ...corners.flatMap((corner) => mixed(...corner).map((v) => u16(Math.round(v * 65_535)))),
  );
  const straight = parametricCurve(0, 1);
  const three = (curve: File) => join(curve, curve, curve);
  // In this form, the numbers for XYZ go from 0 to almost 2.
  const rows = [0, 1, 2].flatMap((row) => [0, 3, 6].map((column) => colorants[column + row]!));
  const matrix = join(...rows.map((v) => xyzNumber(v * 32_768 / 65_535)), new Uint8Array(12));
  const parts = [three(straight), matrix, three(parametricCurve(0, gamma)), table, three(straight)];
  let end = 32;
  const places = parts.map((part) => (end += part.length) - part.length);
  const tag = join(ascii("mAB \0\0\0\0"), bytes(3, 3, 0, 0), ...places.map(u32), ...parts);
  return profile([["A2B0", tag]], { version: 4 });
}

/** Returns the channels as {@link mixingProfile} mixes them. */
export function mixed(red: number, green: number, blue: number): [number, number, number] {
  return [(red + green) / 2, green, (green + 3 * blue) / 4];
}

function clampedByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

function xyzNumber(value: number): File {
  return u32(Math.round(value * 65_536) >>> 0);
}
