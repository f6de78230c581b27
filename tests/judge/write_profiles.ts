/** Writes colour profiles into a folder: `deno run -A tests/judge/write_profiles.ts FOLDER`. */
import {
  COLORANTS,
  gammaCurve,
  greyProfile,
  matrixProfile,
  mixingProfile,
  sampledCurve,
  SRGB_CURVE,
  tableProfile,
} from "../helpers/media/profiles.ts";

const profiles = {
  srgb: matrixProfile(COLORANTS.srgb, SRGB_CURVE),
  p3: matrixProfile(COLORANTS.p3, SRGB_CURVE, { version: 4 }),
  adobe: matrixProfile(COLORANTS.adobe, gammaCurve(2.2)),
  prophoto: matrixProfile(COLORANTS.proPhoto, gammaCurve(1.8)),
  swapped: matrixProfile(COLORANTS.swapped, sampledCurve(1024, (value) => value ** 2.2)),
  table: tableProfile("RGB ", 9, (r, g, b) => [10 + 85 * g, 60 * (r - g), 60 * (g - b)]),
  mixing: mixingProfile(COLORANTS.srgb, 2.4),
  grey: greyProfile(gammaCurve(1.5)),
  cmyk: tableProfile("CMYK", 5, (cyan, magenta, yellow, black) => [
    (95 - 30 * cyan - 35 * magenta - 8 * yellow) * (1 - 0.9 * black),
    (60 * magenta - 35 * cyan) * (1 - black),
    (70 * yellow - 40 * cyan) * (1 - black),
  ]),
};

if (import.meta.main) {
  const [folder] = Deno.args;
  for (const [name, bytes] of Object.entries(profiles)) {
    await Deno.writeFile(`${folder}/${name}.icc`, bytes);
  }
}
