import { assertEquals, assertMatch } from "@std/assert";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { cutScan, harmlessJpegs } from "../../helpers/damaged_pictures.ts";
import { bytes } from "../../helpers/picture_bytes.ts";
import { jpeg, photo } from "../../helpers/pictures.ts";
import { assertNear, process, refusal, shown, variant } from "../../helpers/processing.ts";

const GREY = [128, 128, 128];

Deno.test("a JPEG with stray bytes, or without its end, looks like the whole one", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const whole = await jpeg(photo(160, 120));
  const expected = await shown(await process(processor, whole));
  for (const { name, file } of harmlessJpegs(whole)) {
    const made = await process(processor, file);
    assertEquals([made.width, made.height], [160, 120], name);
    const seen = await shown(made);
    for (const [x, y] of [[3, 3], [150, 10], [80, 60], [4, 100]] as const) {
      assertNear(seen.getRGBAAt(x, y), expected.getRGBAAt(x, y), name, 12);
    }
  }
});

Deno.test("what is missing at the end of a JPEG is grey, and its original ends well", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const made = await process(processor, cutScan(await jpeg(photo(160, 120)), 0.85));
  const seen = await shown(made);
  assertNear(seen.getRGBAAt(155, 119), GREY, "the last row", 12);
  assertEquals(variant(made, "original").slice(-2), bytes(0xff, 0xd9));
});

Deno.test("a JPEG that lacks more than a quarter of its picture is refused, and told how much", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const half = cutScan(await jpeg(photo(160, 120)), 0.5);
  assertMatch(
    await refusal(processor, half),
    /^The JPEG picture is cut off: (4|5)\d % of it is missing$/,
  );
});
