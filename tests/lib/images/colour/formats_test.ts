import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { strip } from "../../../../lib/images/formats/header.ts";
import { openImageProcessor } from "../../../../lib/images/mod.ts";
import { animatedWebp, apng, riffChunk } from "../../../helpers/media/animations.ts";
import { iccp } from "../../../helpers/media/coloured_pictures.ts";
import { av1, heifFile, iccColour, nclxColour } from "../../../helpers/media/heif/heif_files.ts";
import { CANARY } from "../../../helpers/media/picture_exif.ts";
import { COLORANTS, matrixProfile, SRGB_CURVE } from "../../../helpers/media/profiles.ts";
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
const P3 = matrixProfile(COLORANTS.p3, SRGB_CURVE);
const SRGB = matrixProfile(COLORANTS.srgb, SRGB_CURVE);
const SWAPPED = matrixProfile(COLORANTS.swapped, SRGB_CURVE);

const asP3 = (rgb: Rgb) => srgbOf(rgb, COLORANTS.p3, srgbLight);
const swapped = ([red, green, blue]: Rgb): Rgb => [green, red, blue];
const same = (rgb: Rgb) => rgb;

Deno.test("an AVIF is converted by its profile or its code points, and its original too", async () => {
  await using processor = openImageProcessor();
  const picture = await av1(quarterPicture(160, 128));
  const plain = quarterMeans(await shown(await process(processor, heifFile(picture))));
  for (
    const [properties, expected] of [
      [[iccColour(SWAPPED)], swapped],
      [[nclxColour(12, 13)], asP3],
      // A profile takes precedence, unless it is broken.
      [[nclxColour(12, 13), iccColour(SRGB)], same],
      [[nclxColour(12, 13), iccColour(SWAPPED.slice(0, 200))], asP3],
    ] as const
  ) {
    const made = await process(processor, heifFile(picture, { properties: [...properties] }));
    const original = await Image.decode(variant(made, "original")) as Image;
    for (const seen of [await shown(made), original]) {
      quarterMeans(seen).forEach((mean, quarter) =>
        assertNear(mean, expected(plain[quarter]!), `${quarter}`, LEVELS)
      );
    }
  }
});

Deno.test("an animation keeps the numbers of its profile, and its stills are converted", async () => {
  await using processor = openImageProcessor();
  const frames = [{ picture: quarterPicture(160, 128) }, {
    picture: new Image(160, 128).fill(255),
  }];
  const size = { width: 160, height: 128 };
  for (
    const file of [
      await apng(size, frames, { chunks: [["iCCP", iccp(P3)]] }),
      await animatedWebp(size, frames, { before: [riffChunk("ICCP", P3)] }),
    ]
  ) {
    const made = await process(processor, file);
    quarterMeans(await shown(made)).forEach((mean, quarter) =>
      assertNear(mean, asP3(QUARTERS[quarter]!), made.format, LEVELS * 2)
    );
    const animated = variant(made, "animated");
    assertEquals(strip(animated), strip(file));
    assert(strip(animated).colour?.profile);
    assert(!new TextDecoder("latin1").decode(animated).includes(CANARY));
  }
});
