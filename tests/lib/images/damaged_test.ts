import { assertEquals, assertMatch } from "@std/assert";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import {
  cutRows,
  cutScan,
  harmlessJpegs,
  harmlessPngs,
  harmlessWebps,
} from "../../helpers/damaged_pictures.ts";
import { bytes } from "../../helpers/media/picture_bytes.ts";
import { jpeg, photo, png, rawPng, webp } from "../../helpers/media/pictures.ts";
import { assertNear, process, refusal, shown, variant } from "../../helpers/processing.ts";

const GREY = [128, 128, 128];

Deno.test("files with harmless damage look like whole ones", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const picture = photo(160, 120);
  const cases = [
    [await jpeg(picture), harmlessJpegs],
    [await png(picture), harmlessPngs],
    [await webp(picture), harmlessWebps],
  ] as const;
  for (const [whole, damage] of cases) {
    const expected = await shown(await process(processor, whole));
    for (const { name, file } of damage(whole)) {
      const made = await process(processor, file);
      assertEquals([made.width, made.height], [160, 120], name);
      const seen = await shown(made);
      for (const [x, y] of [[3, 3], [150, 10], [80, 60], [4, 100]] as const) {
        assertNear(seen.getRGBAAt(x, y), expected.getRGBAAt(x, y), name, 12);
      }
      const original = await process(processor, variant(made, "original"));
      assertNear((await shown(original)).getRGBAAt(80, 60), expected.getRGBAAt(80, 60), name, 12);
    }
  }
});

Deno.test("the missing end of a JPEG is grey, and its original ends well", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const made = await process(processor, cutScan(await jpeg(photo(160, 120)), 0.85));
  const seen = await shown(made);
  assertNear(seen.getRGBAAt(155, 119), GREY, "the last row", 12);
  assertEquals(variant(made, "original").slice(-2), bytes(0xff, 0xd9));
});

Deno.test("missing rows at the end of a PNG are white, in every kind of PNG", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const clear = photo(160, 120);
  for (let at = 3; at < clear.bitmap.length; at += 4) clear.bitmap[at] = 200;
  const gradient = Uint8Array.from({ length: 161 * 120 }, (_, at) => at % 161 === 0 ? 0 : at % 251);
  const grey = rawPng({ width: 160, height: 120, depth: 8, colour: 0 }, gradient);
  for (const whole of [await png(photo(160, 120)), await png(clear), grey]) {
    const made = await process(processor, cutRows(whole, 0.85));
    assertNear((await shown(made)).getRGBAAt(150, 118), [255, 255, 255], "the last row", 12);
  }
});

Deno.test("a picture that lacks more than a quarter is refused, and the refusal says how much", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const [one, other] = [await jpeg(photo(160, 120)), await png(photo(160, 120))];
  const reason = /^The (JPEG|PNG) picture is cut off: (4|5)\d % of it is missing$/;
  for (const half of [cutScan(one, 0.5), cutRows(other, 0.5), other.slice(0, other.length / 2)]) {
    assertMatch(await refusal(processor, half), reason);
  }
  const webpFile = await webp(photo(160, 120));
  const reply = await refusal(processor, webpFile.slice(0, webpFile.length / 2));
  assertEquals(reply, "The WebP file is cut off or damaged: it holds no picture");
});

Deno.test("a PNG whose data were changed in transit is refused", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const whole = await png(photo(160, 120));
  for (const part of [0.3, 0.6, 0.9]) {
    const changed = whole.slice();
    const at = Math.floor(changed.length * part);
    changed[at] = changed[at]! ^ 0x55;
    assertEquals(await refusal(processor, changed), "The PNG picture is damaged");
  }
});
