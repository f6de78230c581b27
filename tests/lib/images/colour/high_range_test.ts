import { assert } from "@std/assert";
import { Image } from "imagescript";
import { type ImageProcessor, openImageProcessor } from "../../../../lib/images/mod.ts";
import { bytes } from "../../../helpers/media/picture_bytes.ts";
import { png } from "../../../helpers/media/pictures.ts";
import { encoded, type Rgb } from "../../../helpers/media/quarter_colours.ts";
import { assertNear, process, shown } from "../../../helpers/processing.ts";

const BT709 = 1, BT2020 = 9;
const PQ = 16, HLG = 18;
/** Light of a scene with a lamp, in cd/m²: white paper has 203. */
const SCENE = [1, 3, 5, 10, 18, 26, 40, 50, 70, 90, 100, 130, 160, 203, 300, 500, 800, 1_000];

Deno.test("pictures of a high dynamic range are as bright as the ITU's reference", async () => {
  await using processor = openImageProcessor();
  const expected = SCENE.map(reference);
  for (const [transfer, value] of [[PQ, pq], [HLG, hlg]] as const) {
    const greys = SCENE.map((nits) => Array(3).fill(Math.round(255 * value(nits))) as Rgb);
    const seen = await columns(processor, greys, [BT709, transfer]);
    const levels = seen.map(([red]) => red);
    assertNear([mean(levels), 0, 0], [mean(expected), 0, 0], `transfer ${transfer}`, 12);
    assert(levels.every((level, at) => at === 0 || level >= levels[at - 1]!), levels.join());
    // Light that a usual picture could show as well stays as it is.
    SCENE.forEach((nits, at) => {
      if (nits <= 50) assertNear([levels[at]!, 0, 0], [expected[at]!, 0, 0], `${nits} cd/m²`, 6);
    });
    assertNear([levels.at(-1)!, 0, 0], [255, 0, 0], "the peak", 3);
  }
});

Deno.test("wide primaries of a high dynamic range become those of sRGB", async () => {
  await using processor = openImageProcessor();
  // Red, green and blue of sRGB in the primaries of BT.2020 (ITU-R BT.2087), at 40 cd/m².
  const light = [[0.6274, 0.0691, 0.0164], [0.3293, 0.9195, 0.088], [0.0433, 0.0114, 0.8956]];
  const stored = light.map((rgb) => rgb.map((share) => Math.round(255 * pq(share * 40))) as Rgb);
  const seen = await columns(processor, stored, [BT2020, PQ]);
  seen.forEach((colour, at) => {
    const expected = [0, 1, 2].map((channel) => channel === at ? encoded(40 / 203) : 0);
    // A byte of PQ is coarse: dark channels differ by more than bright ones.
    assertNear(colour, expected, `primary ${at}`, 20);
    assertNear([colour[at]!, 0, 0], [expected[at]!, 0, 0], `primary ${at}`, 6);
  });
});

/** Returns the mean colours of columns that were stored with these numbers. */
async function columns(
  processor: ImageProcessor,
  colours: readonly Rgb[],
  [primaries, transfer]: readonly [number, number],
): Promise<Rgb[]> {
  const width = 32;
  const picture = new Image(colours.length * width, 64).fill((x: number) =>
    Image.rgbToColor(...colours[Math.floor((x - 1) / width)]!)
  );
  const file = await png(picture, ["cICP", bytes(primaries, transfer, 0, 1)]);
  const { bitmap, width: all } = await shown(await process(processor, file));
  return colours.map((_, column) => {
    const at = (32 * all + column * width + width / 2) * 4;
    return [...bitmap.slice(at, at + 3)] as Rgb;
  });
}

/** Returns the level for light by the electrical transfer of ITU-R BT.2390, section 5.4. */
function reference(nits: number): number {
  const [source, target] = [pq(1_000), pq(203)];
  const most = target / source;
  const knee = 1.5 * most - 0.5;
  const value = pq(nits) / source;
  const t = (value - knee) / (1 - knee);
  const spline = (2 * t ** 3 - 3 * t ** 2 + 1) * knee + (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
    (-2 * t ** 3 + 3 * t ** 2) * most;
  return encoded(pqNits((value < knee ? value : spline) * source) / 203);
}

/** Returns the value from 0 to 1 for light (SMPTE ST 2084). */
function pq(nits: number): number {
  const power = (nits / 10_000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375;
}

function pqNits(value: number): number {
  const power = value ** (1 / 78.84375);
  return 10_000 *
    (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** Returns the value from 0 to 1 for grey light on a screen of 1,000 cd/m² (ITU-R BT.2100). */
function hlg(nits: number): number {
  const scene = (nits / 1_000) ** (1 / 1.2);
  return scene <= 1 / 12
    ? Math.sqrt(3 * scene)
    : 0.17883277 * Math.log(12 * scene - 0.28466892) + 0.55991073;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
