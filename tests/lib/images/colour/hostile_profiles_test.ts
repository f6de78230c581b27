import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { openConverter } from "../../../../lib/images/colour/converter.ts";
import type { Space } from "../../../../lib/images/colour/profile.ts";
import { colourSource } from "../../../../lib/images/colour/source.ts";
import { strip } from "../../../../lib/images/formats/header.ts";
import { openEncoders } from "../../../../lib/images/formats/encoders.ts";
import { ImageRefused, openImageProcessor } from "../../../../lib/images/mod.ts";
import { cpuMs } from "../../../helpers/cpu_time.ts";
import {
  fineJpeg,
  jpegWithProfile,
  pngWithProfile,
} from "../../../helpers/media/coloured_pictures.ts";
import { inkJpeg } from "../../../helpers/media/ink_jpeg.ts";
import { ascii, bytes, type File, join, u32 } from "../../../helpers/media/picture_bytes.ts";
import { photo, withSegments } from "../../../helpers/media/pictures.ts";
import {
  COLORANTS,
  gammaCurve,
  greyProfile,
  matrixProfile,
  mixingProfile,
  parametricCurve,
  SRGB_CURVE,
  tableProfile,
} from "../../../helpers/media/profiles.ts";
import { quarterPicture } from "../../../helpers/media/quarter_colours.ts";
import { process } from "../../../helpers/processing.ts";

const good: [Space, File][] = [
  ["RGB ", matrixProfile(COLORANTS.p3, parametricCurve(4, 2.4, 0.9, 0.1, 0.08, 0.04, 0.01, 0.01))],
  ["RGB ", matrixProfile(COLORANTS.adobe, gammaCurve(2.2))],
  ["GRAY", greyProfile(gammaCurve(1.5))],
  ["RGB ", tableProfile("RGB ", 3, (r, g, b) => [99 * g, 60 * (r - g), 60 * (g - b)])],
  ["RGB ", mixingProfile(COLORANTS.srgb, 2.4)],
  ["CMYK", tableProfile("CMYK", 2, (c, m, y, k) => [99 - 60 * k - 30 * m, 20 * c, 20 * y])],
];

/** Changes some bytes, or cuts the end off. The offsets and counts are at the start. */
const mutated = fc.record({
  profile: fc.constantFrom(...good),
  changes: fc.array(
    fc.record({
      place: fc.oneof(fc.nat(400), fc.nat(3_000)),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 127, 128, 255)),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  cut: fc.option(fc.nat(3_000), { freq: 8 }),
}).map(({ profile: [space, file], changes, cut }) => {
  const copy = file.slice(0, cut === null ? file.length : cut);
  for (const { place, value } of changes) if (place < copy.length) copy[place] = value;
  return { space, file: copy };
});

Deno.test("no mutation of a profile does anything but convert or count for nothing", async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async ({ space, file }) => {
      const source = colourSource({ profile: file }, [space]);
      const again = source && colourSource(source, [space]);
      // Nothing is left to take out.
      assertEquals(again, source);
      const convert = await openConverter({ profile: file, inks: space === "CMYK" });
      const bitmap = new Uint8ClampedArray(4 * 64).fill(200);
      try {
        convert({ width: 8, height: 8, bitmap });
      } catch (error) {
        if (!(error instanceof ImageRefused)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("no mutation of a profile ends a sandbox", async () => {
  await using processor = openImageProcessor();
  const picture = await fineJpeg(quarterPicture(16, 16));
  const inks = inkJpeg(16, 16, [[0, 0, 0, 0], [9, 9, 9, 9], [99, 9, 9, 200], [255, 0, 0, 255]]);
  await fc.assert(
    fc.asyncProperty(mutated, async ({ space, file }) => {
      const made = await process(
        processor,
        jpegWithProfile(space === "CMYK" ? inks : picture, file),
      ).catch((error) => error);
      assert(made instanceof ImageRefused || made.variants.length >= 5, String(made));
    }),
    { numRuns: 120 },
  );
});

Deno.test("a profile that is too large, incomplete or of another space counts for nothing", async () => {
  const picture = quarterPicture(16, 16);
  const plain = await fineJpeg(picture);
  const p3 = matrixProfile(COLORANTS.p3, SRGB_CURVE);
  const part = (number: number, count: number, data: File): [number, File] => [
    0xe2,
    join(ascii("ICC_PROFILE\0"), bytes(number, count), data),
  ];
  const huge = join(u32(5 << 20), p3.slice(4), new Uint8Array((5 << 20) - p3.length));
  for (
    const file of [
      jpegWithProfile(plain, huge),
      await pngWithProfile(picture, huge),
      withSegments(plain, part(1, 2, p3)),
      withSegments(plain, part(2, 2, p3), part(2, 2, p3)),
      withSegments(plain, part(0, 1, p3)),
      withSegments(plain, ...Array.from({ length: 300 }, () => part(1, 1, p3))),
      jpegWithProfile(plain, greyProfile(gammaCurve(1))),
      jpegWithProfile(plain, good[5]![1]),
      jpegWithProfile(plain, matrixProfile(COLORANTS.p3, SRGB_CURVE, { kind: "link" })),
      jpegWithProfile(plain, matrixProfile(COLORANTS.p3, bytes(1, 2, 3))),
    ]
  ) assertEquals(strip(file).colour, undefined);
  // The parts may come in any order.
  const parts = [part(2, 2, p3.slice(300)), part(1, 2, p3.slice(0, 300))];
  assertEquals(
    strip(withSegments(plain, ...parts)).colour?.profile,
    strip(jpegWithProfile(plain, p3)).colour!.profile,
  );
});

Deno.test("conversion by a matrix costs a small part of what encoding costs", async () => {
  const picture = photo(2_048, 1_536);
  const convert = await openConverter({ profile: good[1]![1] });
  convert(photo(64, 64));
  const encoding = await cpuOf(() => openEncoders().jpeg(picture, { isSharp: false }));
  const converting = await cpuOf(() => Promise.resolve(convert(picture)));
  // Measured: a fifteenth.
  assert(converting < encoding / 5, `${converting} ms, and ${encoding} ms to encode`);
});

/** Returns the least of five: other tests of the process have a part in each. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < 5; run++) {
    const before = cpuMs();
    await work();
    least = Math.min(least, cpuMs() - before);
  }
  return least;
}
