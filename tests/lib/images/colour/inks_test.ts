import { assertEquals } from "@std/assert";
import { openImageProcessor } from "../../../../lib/images/mod.ts";
import { strip } from "../../../../lib/images/formats/header.ts";
import { jpegWithProfile } from "../../../helpers/media/coloured_pictures.ts";
import { inkJpeg, type Quarters } from "../../../helpers/media/ink_jpeg.ts";
import { tableProfile } from "../../../helpers/media/profiles.ts";
import { quarterMeans, type Rgb, srgbOfLab } from "../../../helpers/media/quarter_colours.ts";
import {
  assertNear,
  process,
  refusal,
  shown,
  sizes,
  variant,
} from "../../../helpers/processing.ts";

const LEVELS = 3;
/** As in files: 0 is full ink. */
const INKS: Quarters = [[230, 120, 90, 250], [100, 200, 90, 230], [90, 110, 220, 200], [
  240,
  235,
  230,
  120,
]];

/** Returns the numbers of a file with the transform to luminance (YCCK), which has black as it is. */
function ycck([cyan, magenta, yellow, black]: number[]): number[] {
  // The transform is that of JPEG for 255 minus the numbers.
  const [r, g, b] = [255 - cyan!, 255 - magenta!, 255 - yellow!];
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  const [blue, red] = [(b - luma) * 0.564 + 128, (r - luma) * 0.713 + 128];
  return [...[luma, blue, red].map(Math.round), black!];
}

function mixed([cyan, magenta, yellow, black]: number[]): Rgb {
  return [cyan! * black! / 255, magenta! * black! / 255, yellow! * black! / 255];
}

Deno.test("a JPEG of four inks without a profile is shown as browsers show it", async () => {
  await using processor = openImageProcessor();
  for (
    const file of [
      inkJpeg(320, 240, INKS),
      inkJpeg(320, 240, INKS, { transform: null }),
      inkJpeg(320, 240, INKS.map(ycck) as unknown as Quarters, { transform: 2 }),
    ]
  ) {
    const made = await process(processor, file);
    assertEquals(sizes(made).large, [320, 240]);
    quarterMeans(await shown(made)).forEach((mean, quarter) =>
      assertNear(mean, mixed(INKS[quarter]!), "", LEVELS)
    );
    assertEquals(variant(made, "original"), strip(file).bytes);
  }
});

Deno.test("a JPEG of four inks is converted by the table of its profile", async () => {
  await using processor = openImageProcessor();
  const lab = (cyan: number, magenta: number, yellow: number, black: number) =>
    [
      90 - 20 * cyan - 25 * magenta - 5 * yellow - 35 * black,
      30 * (magenta - cyan),
      35 * (yellow - cyan),
    ] as const;
  const profile = tableProfile("CMYK", 3, lab);
  const file = jpegWithProfile(inkJpeg(4_096, 512, INKS), profile);
  const made = await process(processor, file);
  quarterMeans(await shown(made)).forEach((mean, quarter) => {
    const [cyan, magenta, yellow, black] = INKS[quarter]!.map((value) => 1 - value / 255);
    assertNear(mean, srgbOfLab(lab(cyan!, magenta!, yellow!, black!)), "", LEVELS);
  });
  const kept = strip(variant(made, "original"));
  assertEquals(kept.bytes, strip(file).bytes);
  assertEquals(kept.colour, strip(file).colour);
});

Deno.test("a JPEG of four inks that is cut off is shown, or refused with its share", async () => {
  await using processor = openImageProcessor();
  const file = inkJpeg(320, 240, INKS);
  const most = file.slice(0, file.length - Math.floor((file.length - 200) * 0.1));
  const made = await process(processor, most);
  assertNear(quarterMeans(await shown(made))[0]!, mixed(INKS[0]), "", LEVELS);
  const half = await refusal(processor, file.slice(0, file.length / 2));
  assertEquals(/\d+ % of it is missing/.test(half), true, half);
});
