import { assertEquals } from "@std/assert";
import { openImageProcessor } from "../../../../lib/images/mod.ts";
import { strip } from "../../../../lib/images/formats/header.ts";
import { fractions, iccp } from "../../../helpers/media/coloured_pictures.ts";
import { bytes, type File } from "../../../helpers/media/picture_bytes.ts";
import { png } from "../../../helpers/media/pictures.ts";
import { COLORANTS, gammaCurve, matrixProfile } from "../../../helpers/media/profiles.ts";
import {
  quarterMeans,
  quarterPicture,
  QUARTERS,
  type Rgb,
  srgbLight,
  srgbOf,
} from "../../../helpers/media/quarter_colours.ts";
import { assertNear, process, shown, variant } from "../../../helpers/processing.ts";

const LEVELS = 3;
const D65 = [0.3127, 0.329];
const SRGB = [...D65, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
const P3 = [...D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06];
const SWAPPED = [...D65, 0.3, 0.6, 0.64, 0.33, 0.15, 0.06];
const adobe = iccp(matrixProfile(COLORANTS.adobe, gammaCurve(2.2)));

const asP3 = (rgb: Rgb) => srgbOf(rgb, COLORANTS.p3, srgbLight);
const asAdobe = (rgb: Rgb) => srgbOf(rgb, COLORANTS.adobe, (value) => value ** 2.2);

const pictures: { chunks: [string, File][]; expected: (rgb: Rgb) => Rgb; kept: string[] }[] = [
  {
    chunks: [["gAMA", fractions(1)]],
    expected: (rgb) => srgbOf(rgb, COLORANTS.srgb, (value) => value),
    kept: ["gAMA"],
  },
  {
    chunks: [["gAMA", fractions(1 / 1.8)], ["cHRM", fractions(...P3)]],
    expected: (rgb) => srgbOf(rgb, COLORANTS.p3, (value) => value ** 1.8),
    kept: ["gAMA", "cHRM"],
  },
  {
    chunks: [["cHRM", fractions(...SWAPPED)]],
    expected: ([red, green, blue]) => [green, red, blue],
    kept: ["cHRM"],
  },
  { chunks: [["cICP", bytes(12, 13, 0, 1)]], expected: asP3, kept: ["cICP"] },
  { chunks: [["iCCP", adobe], ["gAMA", fractions(1)]], expected: asAdobe, kept: ["iCCP"] },
  { chunks: [["iCCP", adobe], ["cICP", bytes(12, 13, 0, 1)]], expected: asP3, kept: ["cICP"] },
  {
    chunks: [["sRGB", bytes(0)], ["gAMA", fractions(1)], ["cHRM", fractions(...P3)]],
    expected: (rgb) => rgb,
    kept: [],
  },
  {
    chunks: [["gAMA", fractions(0.45455)], ["cHRM", fractions(...SRGB)]],
    expected: (rgb) => rgb,
    kept: [],
  },
  { chunks: [["cICP", bytes(1, 1, 0, 1)]], expected: (rgb) => rgb, kept: [] },
];

Deno.test("the chunks of a PNG that state its colours count in the order of the standard", async () => {
  await using processor = openImageProcessor();
  const picture = quarterPicture(160, 120);
  for (const { chunks, expected, kept } of pictures) {
    const name = chunks.map(([type]) => type).join(", ");
    const file = await png(picture, ...chunks);
    const made = await process(processor, file);
    quarterMeans(await shown(made)).forEach((mean, quarter) =>
      assertNear(mean, expected(QUARTERS[quarter]!), name, LEVELS)
    );
    const original = variant(made, "original");
    assertEquals(colourChunks(original).toSorted(), kept.toSorted(), name);
    assertEquals(strip(original).colour, strip(file).colour, name);
  }
});

Deno.test("broken chunks count for nothing", async () => {
  const picture = quarterPicture(16, 16);
  const broken: [string, File][] = [
    ["gAMA", fractions(0)],
    ["gAMA", fractions(40_000)],
    ["gAMA", bytes(1, 2)],
    ["cHRM", fractions(0, 0, 0, 0, 0, 0, 0, 0)],
    ["cHRM", fractions(...SRGB).slice(0, 30)],
    ["cICP", bytes(9, 16)],
    // Its pixels would not be red, green and blue.
    ["cICP", bytes(9, 16, 9, 1)],
    ["iCCP", bytes(65, 0, 0, 1, 2, 3, 4)],
    ["iCCP", adobe.slice(0, 40)],
    ["iCCP", iccp(new Uint8Array(200))],
    ["iCCP", iccp(new Uint8Array(50_000_000))],
  ];
  for (const chunk of broken) {
    assertEquals(strip(await png(picture, chunk)).colour, undefined, chunk[0]);
  }
});

function colourChunks(file: Uint8Array): string[] {
  const text = new TextDecoder("latin1").decode(file);
  return ["cICP", "iCCP", "sRGB", "gAMA", "cHRM"].filter((type) => text.includes(type));
}
