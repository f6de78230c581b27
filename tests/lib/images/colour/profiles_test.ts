import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { openImageProcessor } from "../../../../lib/images/mod.ts";
import { strip } from "../../../../lib/images/formats/header.ts";
import {
  fineJpeg,
  iccp,
  jpegWithProfile,
  pngWithProfile,
  webpWithProfile,
} from "../../../helpers/media/coloured_pictures.ts";
import type { File } from "../../../helpers/media/picture_bytes.ts";
import { CANARY } from "../../../helpers/media/picture_exif.ts";
import { rawPng } from "../../../helpers/media/pictures.ts";
import {
  COLORANTS,
  gammaCurve,
  greyProfile,
  matrixProfile,
  mixed,
  mixingProfile,
  parametricCurve,
  sampledCurve,
  SRGB_CURVE,
  tableProfile,
} from "../../../helpers/media/profiles.ts";
import {
  encoded,
  quarterMeans,
  quarterPicture,
  QUARTERS,
  type Rgb,
  srgbLight,
  srgbOf,
  srgbOfLab,
} from "../../../helpers/media/quarter_colours.ts";
import { assertNear, process, shown, variant } from "../../../helpers/processing.ts";

/** The levels by which a mean may differ from an exact conversion. */
const LEVELS = 3;

const soft = (r: number, g: number, b: number) =>
  [20 + 25 * r + 45 * g + 8 * b, 50 * (r - g), 40 * (g - b)] as const;

const profiles: { name: string; profile: File; expected: (rgb: Rgb) => Rgb }[] = [
  {
    name: "Display P3",
    profile: matrixProfile(COLORANTS.p3, SRGB_CURVE, { version: 4 }),
    expected: (rgb) => srgbOf(rgb, COLORANTS.p3, srgbLight),
  },
  {
    name: "Adobe RGB",
    profile: matrixProfile(COLORANTS.adobe, gammaCurve(2.2)),
    expected: (rgb) => srgbOf(rgb, COLORANTS.adobe, (v) => v ** 2.2),
  },
  {
    name: "ProPhoto",
    profile: matrixProfile(COLORANTS.proPhoto, gammaCurve(1.8)),
    expected: (rgb) => srgbOf(rgb, COLORANTS.proPhoto, (v) => v ** 1.8),
  },
  {
    name: "swapped primaries",
    profile: matrixProfile(COLORANTS.swapped, sampledCurve(1024, srgbLight)),
    expected: ([red, green, blue]) => [green, red, blue],
  },
  {
    name: "linear light",
    profile: matrixProfile(COLORANTS.srgb, parametricCurve(0, 1)),
    expected: (rgb) => srgbOf(rgb, COLORANTS.srgb, (v) => v),
  },
  {
    name: "a table",
    profile: tableProfile("RGB ", 5, soft),
    expected: ([r, g, b]) => srgbOfLab(soft(r / 255, g / 255, b / 255)),
  },
  {
    name: "a table, curves and a matrix",
    profile: mixingProfile(COLORANTS.p3, 2.2),
    expected: (rgb) => srgbOf(mixed(...rgb), COLORANTS.p3, (v) => v ** 2.2),
  },
];

/** By format: makes a file of a picture with a profile. */
const MAKERS = [
  async (picture: Image, profile: File) => jpegWithProfile(await fineJpeg(picture), profile, 400),
  pngWithProfile,
  webpWithProfile,
];

Deno.test("a profile's colours become those of sRGB in every format", async () => {
  await using processor = openImageProcessor();
  const picture = quarterPicture(320, 240);
  for (const make of MAKERS) {
    const bare = strip(await make(picture, profiles[0]!.profile)).bytes;
    // JPEG and WebP changed the colours a little when the file was made.
    const stored = quarterMeans(await shown(await process(processor, bare)));
    for (const { name, profile, expected } of profiles) {
      const made = await process(processor, await make(picture, profile));
      const means = quarterMeans(await shown(made));
      means.forEach((mean, quarter) =>
        assertNear(mean, expected(stored[quarter]!), `${made.format}, ${name}`, LEVELS)
      );
      const thumb = quarterMeans(await Image.decode(variant(made, "thumb")) as Image);
      thumb.forEach((mean, quarter) => assertNear(mean, means[quarter]!, name, LEVELS));
    }
  }
});

Deno.test("a grey profile counts for grey pictures, and not for others", async () => {
  await using processor = openImageProcessor();
  const rows = Uint8Array.from({ length: 65 * 64 }, (_, at) => at % 65 === 0 ? 0 : 120);
  const profile = greyProfile(gammaCurve(1.2));
  const lightness = greyProfile(gammaCurve(1), { connection: "Lab " });
  const grey = (profile: File) =>
    rawPng({ width: 64, height: 64, depth: 8, colour: 0 }, rows, ["iCCP", iccp(profile)]);
  const meanOf = async (file: File) =>
    quarterMeans(await shown(await process(processor, file)))[0]!;
  const level = encoded((120 / 255) ** 1.2);
  assertNear(await meanOf(grey(profile)), [level, level, level], "grey", LEVELS);
  const lab = srgbOfLab([120 / 2.55, 0, 0]);
  assertNear(await meanOf(grey(lightness)), lab, "lightness", LEVELS);
  const coloured = await pngWithProfile(quarterPicture(64, 64), profile);
  assertNear(await meanOf(coloured), QUARTERS[0]!, "coloured", LEVELS);
});

Deno.test("a thumbnail that is cut from a panorama has the same colours", async () => {
  await using processor = openImageProcessor();
  const panorama = await fineJpeg(quarterPicture(6_000, 400));
  const made = await process(processor, jpegWithProfile(panorama, profiles[3]!.profile));
  const thumb = quarterMeans(await Image.decode(variant(made, "thumb")) as Image);
  thumb.forEach((mean, quarter) =>
    assertNear(mean, profiles[3]!.expected(QUARTERS[quarter]!), "", LEVELS)
  );
});

Deno.test("the original keeps a profile's numbers, and none of its texts", async () => {
  await using processor = openImageProcessor();
  const picture = quarterPicture(96, 64);
  for (const [index, { name, profile }] of profiles.entries()) {
    const file = await MAKERS[index % MAKERS.length]!(picture, profile);
    const original = variant(await process(processor, file), "original");
    const kept = strip(original);
    assertEquals(kept.bytes, strip(file).bytes, name);
    const plain = kept.colour!.profile!;
    assertEquals(plain, strip(file).colour!.profile!, name);
    const text = new TextDecoder("latin1").decode(plain);
    for (const secret of [CANARY, CANARY.slice(0, 12), "4711", "LUMN"]) {
      assert(!text.includes(secret), `${name}: ${secret}`);
    }
    // The original looks like the variants.
    const again = quarterMeans(await shown(await process(processor, original)));
    const means = quarterMeans(await shown(await process(processor, file)));
    again.forEach((mean, quarter) => assertNear(mean, means[quarter]!, name, 1));
  }
});

Deno.test("an sRGB profile changes nothing and is not kept", async () => {
  for (const curve of [SRGB_CURVE, sampledCurve(1024, srgbLight)]) {
    const profile = matrixProfile(COLORANTS.srgb, curve);
    const file = jpegWithProfile(await fineJpeg(quarterPicture(32, 32)), profile);
    assertEquals(strip(file).colour, undefined);
  }
});
