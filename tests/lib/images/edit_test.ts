import { assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { orient } from "../../../lib/images/core/bitmap.ts";
import { cutOut } from "../../../lib/images/core/cut.ts";
import { orientationAfter, type PictureEdit, storedPart } from "../../../lib/images/core/edit.ts";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { jpeg, quarters } from "../../helpers/media/pictures.ts";
import { assertNear, process, shown, sizes, variant } from "../../helpers/processing.ts";

const EXIF_OF_TURN = { 0: 1, 90: 6, 180: 3, 270: 8 } as const;
const [RED, GREEN, BLUE, WHITE] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]];

Deno.test("a part of a turned picture is the same, cut before or after it is turned", () => {
  // Each pixel has another colour.
  const stored = new Image(6, 4).fill((x: number, y: number) =>
    Image.rgbToColor(x * 40, y * 60, 9)
  );
  for (let orientation = 1; orientation <= 8; orientation++) {
    for (const rotate of [0, 90, 180, 270] as const) {
      const seen = orient(orient(stored, orientation), EXIF_OF_TURN[rotate]);
      const crop = {
        x: 1 / seen.width,
        y: 1 / seen.height,
        width: (seen.width - 2) / seen.width,
        height: (seen.height - 1) / seen.height,
      };
      const edit: PictureEdit = { rotate, crop, focus: null };
      const after = orientationAfter(orientation, edit);
      const found = orient(cutOut(stored, storedPart(edit, after)), after);
      const wanted = cutOut(seen, crop);
      assertEquals([found.width, found.height], [wanted.width, wanted.height]);
      assertEquals(Array.from(found.bitmap), Array.from(wanted.bitmap), `${orientation} ${rotate}`);
    }
  }
});

/** Returns the colour in the middle of a quarter of a picture. */
function colourAt(picture: Image, x: number, y: number): Uint8ClampedArray {
  return picture.getRGBAAt(
    Math.round(picture.width * x),
    Math.round(picture.height * y),
  ) as Uint8ClampedArray;
}

Deno.test("variants show the turned part, and the original stays whole", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const file = await jpeg(quarters(1_200, 800), { orientation: 6 });
  const whole = await process(processor, file);
  // As it is seen: blue and red above white and green. Turned back: as it is stored.
  const edit = { rotate: 270, crop: { x: 0, y: 0, width: 0.5, height: 1 }, focus: null } as const;
  const made = await process(processor, file, edit);
  assertEquals(sizes(made).large, [600, 800]);
  assertEquals([made.width, made.height], [600, 800]);
  const picture = await shown(made);
  assertNear(colourAt(picture, 0.5, 0.25), RED!);
  assertNear(colourAt(picture, 0.5, 0.75), BLUE!);
  assertEquals(variant(made, "original"), variant(whole, "original"));
  assertEquals(sizes(made).original, [800, 1_200]);
});

Deno.test("a part is as sharp as the file allows, and a thumbnail is around the focus", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const file = await jpeg(quarters(4_000, 3_000));
  const crop = { x: 0.5, y: 0.5, width: 0.5, height: 0.5 };
  const part = await process(processor, file, { rotate: 0, crop, focus: null });
  assertEquals(sizes(part).large, [2_000, 1_500]);
  assertNear(colourAt(await shown(part), 0.5, 0.5), WHITE!);
  const strip = await jpeg(quarters(900, 300));
  for (const [x, colour] of [[0, RED], [1, GREEN]] as const) {
    const edit = { rotate: 0, crop: null, focus: { x, y: 0.5 } } as const;
    const thumb = await Image.decode(variant(await process(processor, strip, edit), "thumb"));
    assertEquals([thumb.width, thumb.height], [300, 300]);
    assertNear(colourAt(thumb as Image, 0.5, 0.25), colour!);
  }
});

Deno.test("a thread edits pictures too, each as its own request says", async () => {
  await using processor = openImageProcessor({ workers: 1, sandbox: "worker" });
  const file = await jpeg(quarters(60, 40));
  const edit = { rotate: 90, crop: null, focus: null } as const;
  assertEquals(sizes(await process(processor, file, edit)).large, [40, 60]);
  assertEquals(sizes(await process(processor, file)).large, [60, 40]);
});
