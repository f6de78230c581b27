import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { openImageProcessor, type ProcessedImage } from "../../../lib/images/mod.ts";
import { decoded, difference, process, sizes, variant } from "../../helpers/processing.ts";
import { CANARY } from "../../helpers/media/picture_exif.ts";
import { animatedWebp, apng } from "../../helpers/media/animations.ts";
import type { File } from "../../helpers/media/picture_bytes.ts";
import {
  gif,
  jpeg,
  photo,
  quarters,
  rawPng,
  talkativeJpeg,
  webp,
} from "../../helpers/media/pictures.ts";

async function byBoth(file: File): Promise<[ProcessedImage, ProcessedImage]> {
  await using wasm = openImageProcessor({ workers: 1 });
  await using sharp = openImageProcessor({ workers: 1, engine: "sharp" });
  return [await process(wasm, file), await process(sharp, file)];
}

/** Fails unless both have the same sizes and show the same. */
async function assertSame(one: ProcessedImage, other: ProcessedImage): Promise<void> {
  assertEquals(sizes(one), sizes(other));
  for (const name of ["thumb", "small", "large"]) {
    const [wanted, found] = [
      await decoded(variant(one, name)),
      await decoded(variant(other, name)),
    ];
    // The codecs differ in noise and edges only.
    assert(difference(wanted, found) < 8, `${name}: ${difference(wanted, found)}`);
  }
}

Deno.test("native codecs show a photo like the others, upright and turned, in other bytes", async () => {
  for (const orientation of [1, 6]) {
    const [wasm, sharp] = await byBoth(await talkativeJpeg(photo(1_600, 1_000), { orientation }));
    await assertSame(wasm, sharp);
    assertNotEquals(variant(wasm, "medium"), variant(sharp, "medium"));
    for (const { name, bytes } of sharp.variants) {
      assert(!new TextDecoder("latin1").decode(bytes).includes(CANARY), name);
    }
    // The coded pixels of the original stay as they are, so the codecs do not matter.
    assertEquals(variant(sharp, "original"), variant(wasm, "original"));
  }
});

Deno.test("native codecs show transparent, animated and damaged pictures like the others", async () => {
  const row = 1 + 300 * 4;
  const half = new Uint8Array(200 * row)
    .map((_, at) => at % row === 0 ? 0 : at % row % 4 === 0 ? 100 : at % 251);
  const whole = await jpeg(photo(900, 700));
  const moving = [4, 8].map((left) => ({ picture: quarters(40, 30), left, top: 2 }));
  const files = [
    rawPng({ width: 300, height: 200, depth: 8, colour: 6 }, half),
    await webp(photo(700, 500)),
    await gif(60, 40, 3),
    await apng({ width: 60, height: 40 }, moving, { still: photo(60, 40) }),
    await animatedWebp({ width: 60, height: 40 }, moving),
    await jpeg(quarters(400, 300), { orientation: 5 }),
    whole.subarray(0, Math.floor(whole.length * 0.9)) as File,
  ];
  for (const file of files) await assertSame(...await byBoth(file));
});
