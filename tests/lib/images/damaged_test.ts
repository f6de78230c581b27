import { assertEquals, assertMatch } from "@std/assert";
import { Image } from "imagescript";
import {
  CONTENT_TYPE,
  type ImageProcessor,
  openImageProcessor,
  type ProcessedImage,
  sniff,
} from "../../../lib/images/mod.ts";
import { cutScan, harmlessJpegs } from "../../helpers/damaged_pictures.ts";
import type { File } from "../../helpers/picture_bytes.ts";
import { jpeg, photo } from "../../helpers/pictures.ts";

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
      assertNear(seen.getRGBAAt(x, y), expected.getRGBAAt(x, y), name);
    }
  }
});

Deno.test("what is missing at the end of a JPEG is grey, and its original ends well", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const made = await process(processor, cutScan(await jpeg(photo(160, 120)), 0.85));
  const seen = await shown(made);
  assertNear(seen.getRGBAAt(155, 119), GREY, "the last row");
  assertEquals(made.variants.find(({ name }) => name === "original")!.bytes.slice(-2), END);
});

Deno.test("a JPEG that lacks more than a quarter of its picture is refused, and told how much", async () => {
  await using processor = openImageProcessor({ workers: 1 });
  const half = cutScan(await jpeg(photo(160, 120)), 0.5);
  const error = await process(processor, half).catch((error) => error);
  assertMatch(error.message, /^The JPEG picture is cut off: (4|5)\d % of it is missing$/);
});

const END = new Uint8Array([0xff, 0xd9]);

function process(processor: ImageProcessor, file: File): Promise<ProcessedImage> {
  return processor.process(file, { declaredType: CONTENT_TYPE[sniff(file)!] });
}

async function shown(made: ProcessedImage): Promise<Image> {
  return await Image.decode(made.variants.find(({ name }) => name === "large")!.bytes) as Image;
}

function assertNear(found: ArrayLike<number>, wanted: ArrayLike<number>, name: string): void {
  const far = [0, 1, 2].some((i) => Math.abs(wanted[i]! - found[i]!) > 12);
  assertEquals(far, false, `${name}: ${Array.from(found)} is not near ${Array.from(wanted)}`);
}
