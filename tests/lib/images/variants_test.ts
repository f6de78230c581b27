import { assert, assertEquals } from "@std/assert";
import { Image } from "imagescript";
import { openImageProcessor } from "../../../lib/images/mod.ts";
import { decoded, difference, process, sizes, variant } from "../../helpers/processing.ts";
import { flatJpeg, jpeg, photo, png, quarters } from "../../helpers/media/pictures.ts";

/** These tests are about results: a busy machine may take its time. */
const DEADLINE_MS = 120_000;
const WHOLE = ["small", "medium", "wide", "large"];

/** A drawing: `colours` stripes of eight rows, then white. */
function drawing(width: number, height: number, colours: number): Image {
  return new Image(width, height).fill((_x: number, y: number) =>
    y > colours * 8 ? 0xffffffff : Image.rgbToColor((y >> 3) * 7 % 256, (y >> 3) & 255, 90)
  );
}

Deno.test("a strip keeps half of a size as its short side, as far as its area allows", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  const sizesOf = async (width: number, height: number) =>
    sizes(await process(processor, flatJpeg(width, height)));
  const screenshot = await sizesOf(1_000, 6_000);
  assertEquals(WHOLE.map((name) => screenshot[name]), [
    [320, 1_920],
    [540, 3_240],
    [720, 4_320],
    [1_000, 6_000],
  ]);
  const panorama = await sizesOf(16_383, 1_600);
  assertEquals([panorama.thumb, panorama.small], [[480, 480], [3_277, 320]]);
  const [width, height] = panorama.large!;
  assert(width! * height! <= 8_010_000 && width! * height! > 7_900_000, `${width} × ${height}`);
  assertEquals((await sizesOf(3_000, 1_000)).large, [2_048, 683]);
  assertEquals((await sizesOf(300, 10)).large, [300, 10]);
});

Deno.test("WebP files follow the JPEG of their size, and only where they are smaller", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  const made = await process(processor, await jpeg(photo(2_200, 1_400)));
  for (const name of WHOLE) {
    const [first, second, ...more] = made.variants.filter((one) => one.name === name);
    assertEquals([first!.contentType, second!.contentType, more.length], [
      "image/jpeg",
      "image/webp",
      0,
    ]);
    assert(second!.bytes.length <= first!.bytes.length * 0.95, name);
    const [one, other] = [await decoded(first!.bytes), await decoded(second!.bytes)];
    assertEquals([other.width, other.height], [first!.width, first!.height]);
    assert(difference(one, other) < 4, name);
  }
  const others = made.variants.filter(({ name }) => !WHOLE.includes(name));
  assertEquals(others.map(({ name }) => name), ["thumb", "original"]);
});

Deno.test("a variant of the source's size is never larger than the source without metadata", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  const poor = new Uint8Array(await photo(700, 500).encodeWEBP(10));
  for (const [file, type] of [[flatJpeg(700, 500), "image/jpeg"], [poor, "image/webp"]] as const) {
    const made = await process(processor, file);
    const source = variant(made, "original");
    for (const name of ["medium", "wide", "large"]) {
      const first = made.variants.find((one) => one.name === name)!;
      assertEquals([first.contentType, first.bytes], [type, source], name);
    }
    const small = made.variants.find(({ name }) => name === "small")!;
    assertEquals([small.contentType, small.width], ["image/jpeg", 640]);
  }
});

Deno.test("a source that must be turned, or is transparent, is no variant", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  const turned = await process(processor, await jpeg(quarters(96, 64), { orientation: 6 }));
  const clear = new Image(300, 200).fill((x: number) => x < 150 ? 0x00000000 : 0x204060ff);
  const flattened = await process(processor, await png(clear));
  for (const made of [turned, flattened]) {
    const source = variant(made, "original");
    for (const { name, bytes } of made.variants) {
      if (name !== "original") assert(!source.every((byte, at) => byte === bytes[at]), name);
    }
  }
  const shown = await decoded(variant(flattened, "large"));
  assertEquals([...shown.getRGBAAt(10, 10)], [255, 255, 255, 255]);
});

Deno.test("drawings keep every pixel, whatever their number of colours", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  for (const colours of [1, 3, 15, 255]) {
    // Odd sides, so that the last byte of a row is partly used.
    const picture = drawing(1_501, 2_047, colours);
    const made = await process(processor, await png(picture));
    const first = made.variants.find(({ name }) => name === "large")!;
    assertEquals(first.contentType, "image/png", `${colours}`);
    const found = await decoded(first.bytes);
    assertEquals(found.bitmap, picture.bitmap, `${colours}`);
    assert(first.bytes.length <= variant(made, "original").length);
  }
});

Deno.test("a shrunken screenshot of many colours keeps the edges of its colours", async () => {
  await using processor = openImageProcessor({ workers: 1, deadlineMs: DEADLINE_MS });
  // Red letters on blue. The shade makes thousands of colours.
  const picture = new Image(3_000, 2_000).fill((x: number, y: number) =>
    x % 200 < 100 && y % 40 < 20
      ? 0xff0000ff
      : Image.rgbToColor(Math.floor(x / 12) % 256, 0, Math.floor(y / 8) % 256)
  );
  const made = await process(processor, await png(picture));
  const first = made.variants.find(({ name }) => name === "medium")!;
  assertEquals([first.contentType, coloursPerPixel(first.bytes)], ["image/jpeg", 0x11]);
  const photographed = await process(processor, await jpeg(photo(900, 600)));
  assertEquals(coloursPerPixel(variant(photographed, "small")), 0x22);
});

/** Returns how a JPEG samples its first component: 0x22 means a quarter of the colours. */
function coloursPerPixel(file: Uint8Array): number {
  for (let at = 2; at < file.length;) {
    if (file[at + 1] === 0xc0) return file[at + 11]!;
    at += 2 + (file[at + 2]! << 8 | file[at + 3]!);
  }
  return 0;
}
